import { type CorpusExpectation, expectationOf } from './corpus/corpus-case.js';
import { makeCase } from './corpus/create-corpus.js';
import type { CaseDefinition } from './corpus/definition.js';
import { headerLines, httpExpectation } from './corpus/http.js';
import { algorithmOf, createForger, type Mint, PrivateKeyNeeded, STRANGERS } from './corpus/mint.js';
import { type CorpusJwk, publicJwk } from './corpus/public-keys.js';
import { definitions } from './corpus/topics/index.js';
import type { AttackSettings } from './options.js';
import { membersOf } from './wrong-tokens.js';

/** One request of an attack. */
export interface Shot {
  readonly definition: CaseDefinition;
  /** What the request carries; to see whether an answer gives it back. */
  readonly token: string;
  readonly bytes: Uint8Array;
  readonly expected: CorpusExpectation;
}

/** The part of the corpus that needs no private key of the issuer, as requests for one route. */
export async function prepareShots(
  settings: AttackSettings,
  keys: readonly CorpusJwk[],
  bait?: string,
): Promise<readonly Shot[]> {
  const { issuer, resource, token } = settings;
  const [victim = {}] = keys;
  const seconds = Math.floor(Date.now() / 1000);
  const mint = createForger({ issuer, resource, seconds, victim, keys, bait, scope: scopeOf(token) }, token);
  const shots: Shot[] = [];
  for (const definition of definitions) {
    const shot = await prepareShot(definition, mint, settings);
    if (shot !== undefined) shots.push(shot);
  }
  return shots;
}

/** A forged token has the permissions of the good one: else a route that demands some would refuse it for lack of them. */
function scopeOf(token: string | undefined): string | undefined {
  const scope = token === undefined ? undefined : membersOf(token, 1)['scope'];
  return typeof scope === 'string' ? scope : undefined;
}

async function prepareShot(
  given: CaseDefinition,
  mint: Mint,
  settings: AttackSettings,
): Promise<Shot | undefined> {
  const { options, requirement, addedKeys, onlyKeys } = given;
  // What the API is configured with, and what its issuer publishes, is not ours to choose.
  if ([options, requirement, addedKeys, onlyKeys].some((extra) => extra !== undefined)) return undefined;
  try {
    return await makeShot(given, mint, settings);
  } catch (error) {
    if (!(error instanceof PrivateKeyNeeded)) throw error;
  }
  // A header that is refused for its shape, or for the key that it names, is refused with any signature.
  if (given.topic === 'header' && given.verdict !== 'accepted') {
    return makeShot(
      { ...given, token: () => given.token({ ...mint, genuine: (change) => mint.forged(change) }) },
      mint,
      settings,
    );
  }
  // A request that is refused for its shape is refused with any token.
  if (given.request === undefined || given.verdict === 'accepted') return undefined;
  return makeShot({ ...given, token: () => mint.forged() }, mint, settings);
}

async function makeShot(
  definition: CaseDefinition,
  mint: Mint,
  { url }: AttackSettings,
): Promise<Shot | undefined> {
  const corpusCase = await makeCase(definition, mint);
  const expected = httpExpectation(corpusCase);
  if (expected === undefined) return undefined;
  const { token, request } = corpusCase;
  const lines = [
    `${request?.method ?? 'GET'} ${target(url, request?.path, token)} HTTP/1.1`,
    `Host: ${url.host}`,
    'Accept: */*',
    'Connection: close',
    ...headerLines(corpusCase),
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return { definition, token, bytes, expected };
}

/** The keys that forged tokens are signed with, by every name that they give themselves. */
export function strangersKeys([victim = {}]: readonly CorpusJwk[]): readonly CorpusJwk[] {
  const key = publicJwk(STRANGERS[algorithmOf(victim)]);
  return [victim['kid'], 'stranger'].map((kid) => ({ ...key, ...(typeof kid === 'string' && { kid }) }));
}

/** A request without any credentials, and one with the good token: what has to hold before anything is worth sending. */
export function plainShot(url: URL, token: string | undefined): Uint8Array {
  const credentials = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return Buffer.from(
    `GET ${target(url, undefined, '')} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: */*\r\nConnection: close\r\n${credentials}\r\n`,
    'latin1',
  );
}

/** What is expected without credentials. */
export const WITHOUT_CREDENTIALS: CorpusExpectation = expectationOf('missing');

/** The route that is attacked, with the query of a case. */
function target({ pathname, search }: URL, path: string | undefined, token: string): string {
  const query = path?.split('?')[1]?.replaceAll('{token}', () => token);
  if (query === undefined) return pathname + search;
  return `${pathname}${search}${search === '' ? '?' : '&'}${query}`;
}
