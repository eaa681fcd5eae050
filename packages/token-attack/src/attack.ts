import { CertificateRefused, type RawAnswer, sendRaw } from '@acme/token-testing/wire';
import { isLoopbackHost } from '@acme/token-core/adapter';
import { plainShot, prepareShots, type Shot, strangersKeys, WITHOUT_CREDENTIALS } from './ammunition.js';
import { layBait } from './bait.js';
import { fixFor } from './fixes.js';
import { AttackImpossible, untrusted } from './impossible.js';
import { type Finding, judgeAttack } from './judge.js';
import { readKeys } from './keys.js';
import { type AttackOptions, type AttackSettings, readAttackSettings } from './options.js';
import { wrongToken } from './wrong-tokens.js';

/** What came of an attack. */
export interface AttackReport {
  readonly url: string;
  /** Requests that were sent and answered, or cut off. */
  readonly sent: number;
  /** Requests that were not sent any more, since time or number ran out. */
  readonly left: number;
  /** Empty: nothing got through. */
  readonly findings: readonly Finding[];
}

/** For one answer, in milliseconds. */
const PATIENCE = 5000;

/**
 * Sends to a protected route of your own API what it has to refuse: the part of the corpus that needs no private key of
 * the issuer. Touches no other address than those given, follows no redirect, and writes nothing: every request is a GET.
 *
 * @param url - A route that needs a token and answers GET, on this machine, or on a host of `allowedHosts`.
 * @param options - The more is given, the more is tried: about 200 requests without a token, 400 with a good one.
 * @throws TypeError (as a rejection) that names an option that is wrong; {@link AddressRefused} for a host that is not
 *   allowed; {@link AttackImpossible} when there is nothing to attack.
 * @example
 * const { findings } = await attack('http://localhost:3000/me', { token });
 * expect(findings).toEqual([]);
 */
export async function attack(url: string, options: AttackOptions = {}): Promise<AttackReport> {
  const settings = readAttackSettings(url, options);
  const deadline = Date.now() + settings.timeout * 1000;
  const keys = await readKeys(settings);
  const findings: Finding[] = [...(await reconnoitre(settings))];
  // Only an API on this machine reaches what listens here.
  const bait = isLoopbackHost(settings.url.hostname) ? await layBait(strangersKeys(keys)) : undefined;
  try {
    const shots = await prepareShots(settings, keys, bait?.origin);
    const { wrongTokens, token, issuer, resource } = settings;
    const wrong = wrongTokens.map((text, index) =>
      wrongToken(text, index + 1, { good: token, issuer, resource }),
    );
    const work = [
      ...wrong.map(
        (judged) => async () =>
          judgeAttack(judged, await send(settings, plainShot(settings.url, judged.token))),
      ),
      ...shots.map((shot) => () => fire(settings, shot)),
    ];
    const { done, results } = await inTurn(
      work.slice(0, settings.maxRequests),
      settings.concurrency,
      deadline,
    );
    findings.push(...results.flat());
    if (bait !== undefined && bait.asked() > 0) findings.push(FETCHED);
    return { url: settings.url.href, sent: done, left: work.length - done, findings };
  } finally {
    bait?.close();
  }
}

const FETCHED: Finding = {
  kind: 'fetched',
  topic: 'header',
  title: 'an address that stands in the header of a token was asked',
  source: 'RFC 8725 §3.10',
  status: 0,
  fix: fixFor('fetched', 'header'),
};

/** Does work until the deadline, so much of it at a time. */
async function inTurn<T>(
  work: readonly (() => Promise<T>)[],
  atOnce: number,
  deadline: number,
): Promise<{ readonly done: number; readonly results: readonly T[] }> {
  const results: T[] = [];
  let next = 0;
  const goOn = async (): Promise<void> => {
    while (next < work.length && Date.now() < deadline) {
      const one = work[next++];
      if (one !== undefined) results.push(await one());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return { done: next, results };
}

/** Whether there is a protected route at all. What is wrong with its challenge is found as well. */
async function reconnoitre(settings: AttackSettings): Promise<readonly Finding[]> {
  const { url, token } = settings;
  const without = await send(settings, plainShot(url, undefined));
  if (without.status === 0) throw new AttackImpossible(`Nobody answers at ${url.origin}.`);
  if (without.status === 404) throw new AttackImpossible(`There is no route ${url.pathname} (404).`);
  if (token !== undefined) {
    const { status } = await send(settings, plainShot(url, token));
    if (status < 200 || status > 299) {
      throw new AttackImpossible(
        `The token that was given as good is answered with ${status}: is it fresh, and does it have the scopes of the route?`,
      );
    }
  }
  const title = 'a request without credentials';
  const source = 'RFC 6750 §3';
  return judgeAttack({ topic: 'request', title, source, token: '', expected: WITHOUT_CREDENTIALS }, without);
}

async function fire(
  settings: AttackSettings,
  { definition, token, bytes, expected }: Shot,
): Promise<readonly Finding[]> {
  const { topic, title, source } = definition;
  return judgeAttack({ topic, title, source, token, expected }, await send(settings, bytes));
}

/** A connection that is refused, cut or silent is no answer, and no way in either. */
async function send({ url, secureContext }: AttackSettings, bytes: Uint8Array): Promise<RawAnswer> {
  try {
    return await sendRaw(url.origin, bytes, PATIENCE, secureContext);
  } catch (error) {
    if (error instanceof CertificateRefused) throw untrusted(url.origin, error);
    return { status: 0, headers: [], body: '' };
  }
}
