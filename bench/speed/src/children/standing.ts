// A standing that holds a million cut-offs. Run with --expose-gc.
import type { StandingMemory } from '../sections/standing.js';
import { standingWith } from '../tokens/cut-offs.js';

process.on('disconnect', () => process.exit());

const { cutOffs } = JSON.parse(process.argv[2] ?? '') as { readonly cutOffs: number };
await standingWith(1000);
const before = heapUsed();
const startedAt = performance.now();
const standing = await standingWith(cutOffs);
const milliseconds = performance.now() - startedAt;
const figures: StandingMemory = {
  bytes: heapUsed() - before,
  milliseconds,
  held: standing.state().cutOffs,
};
process.send?.(figures);
process.disconnect();

function heapUsed(): number {
  if (globalThis.gc === undefined) throw new Error('This needs --expose-gc.');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed: heap, external } = process.memoryUsage();
  return heap + external;
}
