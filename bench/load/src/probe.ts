import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { Effort, Memory } from './host.js';

// Loaded into a host on Node.js before its own code: answers the parent's questions, without a port of its own.
const RESOLUTION = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();
let cpuBefore = process.threadCpuUsage();

const questions: Readonly<Record<string, () => Promise<Memory | Effort | null>>> = {
  memory: async () => {
    const { rss } = process.memoryUsage();
    // Once more, for what the first collection has set free to be finalised.
    for (let time = 0; time < 2; time++) {
      globalThis.gc?.();
      await setImmediate();
    }
    const { heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed + external };
  },
  begin: async () => {
    // A collection that was asked for just now is no stall of a request.
    await wait(2 * RESOLUTION);
    delay.reset();
    cpuBefore = process.threadCpuUsage();
    return null;
  },
  end: async () => {
    const { user, system } = process.threadCpuUsage(cpuBefore);
    // A stall is seen by the first timer behind it.
    await wait(2 * RESOLUTION);
    return { stall: delay.max / 1e6, cpu: (user + system) / 1000 };
  },
};

process.on('message', (question) => {
  void questions[String(question)]?.().then((answer) => process.send?.({ answer }));
});
// Without its parent nobody would end it.
process.once('disconnect', () => process.exit());
