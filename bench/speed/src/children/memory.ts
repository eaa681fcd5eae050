// One verifier and a flood of distinct valid tokens, each verified for real. Run with --expose-gc.
import { createVerifier, staticKeys } from '@acme/token-core';
import type { MemoryFigures, MemoryOrder } from '../sections/memory.js';
import { createAuthority, mintToken } from '../tokens/authority.js';

const BATCH = 500;

// A parent that is gone will not ask for it.
process.on('disconnect', () => process.exit());

const { tokens, warmUpTokens, samples } = JSON.parse(process.argv[2] ?? '') as MemoryOrder;
const authority = await createAuthority('ES256');
const verifier = createVerifier({
  issuer: authority.issuer,
  resource: authority.resource,
  keys: staticKeys(authority.publicKey.jwks),
  algorithms: [authority.algorithm],
});

await verifyDistinct(warmUpTokens);
const before = await heapUsed();
const heaps: number[] = [];
for (let sample = 0; sample < samples; sample++) {
  await verifyDistinct(Math.round(tokens / samples));
  heaps.push(await heapUsed());
}
const figures: MemoryFigures = { before, heaps };
process.send?.(figures);
process.disconnect();

async function verifyDistinct(count: number): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - done) }, () => mintToken(authority));
    await Promise.all(batch.map((token) => verifier.verify(token)));
  }
}

async function heapUsed(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('This needs --expose-gc.');
  // Twice, with a turn of the event loop in between: what a finalizer lets go of is gone as well.
  for (let time = 0; time < 2; time++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
