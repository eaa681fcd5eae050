// The workload as a program, for Node.js, Bun and Deno: prints nanoseconds per call, a figure a round.
import { CALLS, WARM_UP_ROUNDS } from './plan.js';
import { type Kind, KINDS, prepareWorkload } from './workload.js';

const rounds = Number(process.argv[2]);
const work = await prepareWorkload();
const figures: Record<string, number[]> = {};
for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
  for (const kind of KINDS) {
    const nanoseconds = await timeRound(kind);
    if (round >= 0) (figures[kind] ??= []).push(nanoseconds);
  }
}
console.log(JSON.stringify(figures));

async function timeRound(kind: Kind): Promise<number> {
  const start = performance.now();
  await work(kind, CALLS[kind]);
  return ((performance.now() - start) * 1e6) / CALLS[kind];
}
