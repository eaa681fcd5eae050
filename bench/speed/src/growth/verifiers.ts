import { createVerifier, decide, staticKeys, type Verifier } from '@acme/token-core';
import { bareLookUp } from '../http/apps/look-up.js';
import { type Authority, createAuthority, mintToken } from '../tokens/authority.js';
import type { GrowthOrder, GrowthPoint } from './contract.js';
import { heapUsed } from './heap.js';
import { HeaderTexts, requestWith } from './texts.js';
import { timeRounds } from './time.js';

/** In all, however many verifiers share them: so what differs is their number. */
const TOKENS = 1000;

/** So many verifiers in one process, each of an issuer of its own and with its cache at the default. */
export async function growVerifiers({ sizes, rounds }: GrowthOrder): Promise<readonly GrowthPoint[]> {
  const authority = await createAuthority('ES256');
  const points: GrowthPoint[] = [];
  for (const size of sizes) {
    const before = await heapUsed();
    const tenants = Array.from({ length: size }, (_, index) => tenantOf(authority, index));
    const verifiers = tenants.map((tenant) => verifierOf(tenant));
    const bytes = (await heapUsed()) - before;
    const texts = new HeaderTexts(TOKENS, 640);
    for (let index = 0; index < TOKENS; index++) {
      const token = mintToken(tenants[index % size] ?? authority);
      await verifiers[index % size]?.verify(token);
      texts.add(token);
    }
    const prepare = () => {
      const index = Math.floor(Math.random() * TOKENS);
      return { verifier: verifiers[index % size] as Verifier, request: requestWith(texts.fresh(index)) };
    };
    const nanoseconds = await timeRounds(rounds, prepare, ({ verifier, request }) => {
      const decision = decide(verifier, request);
      if (decision instanceof Promise || !decision.ok) throw new Error('A token that is not known.');
    });
    const tables = Array.from({ length: size }, () => bareLookUp());
    for (let index = 0; index < TOKENS; index++) tables[index % size]?.(texts.fresh(index));
    const floor = await timeRounds(
      rounds,
      () => {
        const index = Math.floor(Math.random() * TOKENS);
        return { isKnown: tables[index % size], authorization: texts.fresh(index) };
      },
      ({ isKnown, authorization }) => isKnown?.(authorization),
    );
    points.push({ size, bytes, nanoseconds, floor });
  }
  return points;
}

function tenantOf(authority: Authority, index: number): Authority {
  return { ...authority, issuer: `https://tenant-${index}.example.com/oidc` };
}

function verifierOf({ issuer, resource, algorithm, publicKey }: Authority): Verifier {
  return createVerifier({ issuer, resource, keys: staticKeys(publicKey.jwks), algorithms: [algorithm] });
}
