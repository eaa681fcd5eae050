/** Bytes in use after a full collection. Node.js has to run with `--expose-gc`. */
export async function heapUsed(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('This needs --expose-gc.');
  // Twice, with a turn of the event loop in between: what a finalizer lets go of is gone as well.
  for (let time = 0; time < 2; time++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed: heap, external } = process.memoryUsage();
  return heap + external;
}
