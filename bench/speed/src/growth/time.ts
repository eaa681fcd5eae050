const CALLS = 500;
/** How many rounds the compiler gets to see. */
const ROUNDS_BEFORE = 20;

/** Nanoseconds per call, a figure a round. What a call works on is laid out before. */
export async function timeRounds<T>(
  rounds: number,
  prepare: () => T,
  run: (item: T) => unknown,
): Promise<readonly number[]> {
  const figures: number[] = [];
  for (let round = -ROUNDS_BEFORE; round < rounds; round++) {
    const items = Array.from({ length: CALLS }, prepare);
    const begun = process.hrtime.bigint();
    for (const item of items) run(item);
    if (round >= 0) figures.push(Number(process.hrtime.bigint() - begun) / CALLS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return figures;
}
