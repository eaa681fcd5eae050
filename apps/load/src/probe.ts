import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded into a host before its own code: tells the parent once a second how it fares, without a port of its own.
const INTERVAL = 1000;
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed, stall: delay.max / 1e6 });
  delay.reset();
}, INTERVAL).unref();
