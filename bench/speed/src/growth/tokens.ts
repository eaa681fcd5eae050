import { randomBytes, randomUUID } from 'node:crypto';
import { createVerifier, decide, staticKeys } from '@acme/token-core';
import { bareLookUp } from '../http/apps/look-up.js';
import { createAuthority, mintToken } from '../tokens/authority.js';
import type { GrowthOrder, GrowthPoint } from './contract.js';
import { heapUsed } from './heap.js';
import { HeaderTexts, requestWith } from './texts.js';
import { timeRounds } from './time.js';

/** Of an ES256 token of the benchmark with its scheme, in bytes. */
const LONGEST = 640;
const BATCH = 256;
/**
 * How many requests may meet a token that is known no more. The cache finds a text by a number of 32 bits of its ending, so that of a
 * million tokens about a hundred have taken the place of another one.
 */
const MOST_STRANGERS = 1000;

/**
 * Says yes to every signature, so that a million tokens are known after half a minute: a known token's is not looked at again, and
 * that is what is measured. Nothing else of a first sight is left out.
 */
function trustSignatures(): void {
  crypto.subtle.verify = () => Promise.resolve(true);
}

/** One verifier that remembers so many tokens. */
export async function growTokens({ sizes, rounds, seconds }: GrowthOrder): Promise<readonly GrowthPoint[]> {
  const most = sizes.at(-1) ?? 0;
  const authority = await createAuthority('ES256');
  const texts = new HeaderTexts(most, LONGEST);
  const verifier = createVerifier({
    issuer: authority.issuer,
    resource: authority.resource,
    keys: staticKeys(authority.publicKey.jwks),
    algorithms: [authority.algorithm],
    signatureEngine: 'web-crypto',
    cache: { maxTokens: most },
  });
  const likeness = mintToken(authority).split('.');
  trustSignatures();
  const required = verifier.checkRequirement();
  const before = await heapUsed();
  const until = performance.now() + seconds * 1000;
  const points: GrowthPoint[] = [];
  const isKnown = bareLookUp();
  let strangers = 0;
  for (const size of sizes) {
    const hasTime = () => performance.now() < until;
    while (texts.size < size && hasTime()) {
      const batch = Array.from({ length: Math.min(BATCH, size - texts.size) }, () => tokenLike(likeness));
      await Promise.all(batch.map((token) => verifier.verify(token)));
      for (const token of batch) texts.add(token);
    }
    const bytes = (await heapUsed()) - before;
    const random = () => requestWith(texts.fresh(Math.floor(Math.random() * texts.size)));
    const nanoseconds = await timeRounds(rounds, random, (request) => {
      const decision = decide(verifier, request, required);
      if (decision instanceof Promise) strangers += 1;
      else if (!decision.ok) throw new Error('A good token was refused.');
      if (strangers > MOST_STRANGERS) throw new Error('Too many tokens are not known.');
    });
    points.push({ size: texts.size, bytes, nanoseconds, floor: [] });
    if (!hasTime()) break;
  }
  // Last, since it holds every text once more.
  return Promise.all(
    points.map(async (point) => {
      for (let index = 0; index < point.size; index++) isKnown(texts.fresh(index));
      const random = () => requestWith(texts.fresh(Math.floor(Math.random() * point.size)));
      const floor = await timeRounds(
        rounds,
        random,
        (request) => void isKnown(request.headers.authorization),
      );
      return { ...point, floor };
    }),
  );
}

/** A token as the authority mints it, with an identifier and a signature of its own. */
function tokenLike([header = '', payload = '']: readonly string[]): string {
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const own = Buffer.from(JSON.stringify({ ...claims, jti: randomUUID() })).toString('base64url');
  return `${header}.${own}.${randomBytes(64).toString('base64url')}`;
}
