import { makeEndpoint } from './endpoint.js';
import type { Peer } from './peers.js';
import type { Mode } from './server.js';
import { isAccepted, pause } from './scenarios.js';
import { makeKey } from './tokens.js';

const PATIENCE = 10_000;

/** By how many bytes the process has grown at its peak, over one fetch of a hostile body. One process per figure. */
export async function measureMemory(peer: Peer, origin: string, mode: Mode): Promise<number> {
  const key = await makeKey('first');
  const token = await key.mint();
  // Everything that a fetch loads and compiles is there before the measurement.
  const warm = await makeEndpoint(origin, 'healthy', key);
  for (let times = 0; times < 20; times += 1) await isAccepted(peer.create(warm.base), token);
  const hostile = await makeEndpoint(origin, mode, key);
  const highest = process.resourceUsage().maxRSS;
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  await Promise.race([isAccepted(peer.create(hostile.base), token), pause(PATIENCE)]);
  await pause(200);
  clearInterval(timer);
  // The system's own high-water mark sees what a parser that holds up the timer does.
  return Math.max(peak - before, (process.resourceUsage().maxRSS - highest) * 1024);
}
