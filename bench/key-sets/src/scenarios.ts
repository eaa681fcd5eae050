import { makeEndpoint } from './endpoint.js';
import type { Cold, Figures, Flood, FloodMode } from './figures.js';
import type { Peer, Verify } from './peers.js';
import { forge, makeKey, type SigningKey } from './tokens.js';

const FLOOD_TIME = 10_000;
const UNKNOWN_KIDS = 10_000;
/** A good token is sent every so many milliseconds. */
const SAMPLE_EVERY = 10;
/** After so many fetches a flood ends: that it is not held back is plain, and the machine is spared. */
const HOPELESS = 1000;
/** How long a verdict is waited for. */
const PATIENCE = 12_000;

/** Runs the scenarios of one library against the server; those that do not disturb each other run side by side. */
export async function runScenarios(peer: Peer, origin: string): Promise<Omit<Figures, 'memory'>> {
  const key = await makeKey('first');
  const cold = await coldStart(peer, origin, key);
  const rotation = await honestRotation(peer, origin, key);
  const floods = {
    healthy: await flood(peer, origin, key, 'healthy'),
    error: await flood(peer, origin, key, 'error'),
    hang: await flood(peer, origin, key, 'hang'),
  };
  const [outage, withdrawn, verdict, waiting] = await Promise.all([
    coldOutage(peer, origin, key),
    withdrawnKey(peer, origin, key),
    slowestVerdict(peer, origin, key),
    waitingRequests(peer, origin, key),
  ]);
  return { name: peer.name, cold, rotation, floods, outage, withdrawn, verdict, waiting };
}

async function coldStart(peer: Peer, origin: string, key: SigningKey): Promise<Cold> {
  const endpoint = await makeEndpoint(origin, 'healthy', key);
  const verify = peer.create(endpoint.base);
  const token = await key.mint();
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => isAccepted(verify, token)));
  return { fetches: await endpoint.fetches(), accepted: outcomes.filter(Boolean).length };
}

/** The key changes a moment after the set was fetched, and the first request with the new key comes at once. */
async function honestRotation(peer: Peer, origin: string, key: SigningKey): Promise<Figures['rotation']> {
  const endpoint = await makeEndpoint(origin, 'healthy', key);
  const verify = peer.create(endpoint.base);
  await isAccepted(verify, await key.mint());
  const before = await endpoint.fetches();
  const next = await makeKey('second');
  await endpoint.order('healthy', next, key);
  const accepted = await isAccepted(verify, await next.mint());
  return { accepted, fetches: (await endpoint.fetches()) - before };
}

async function flood(peer: Peer, origin: string, key: SigningKey, mode: FloodMode): Promise<Flood> {
  const endpoint = await makeEndpoint(origin, 'healthy', key);
  const verify = peer.create(endpoint.base);
  const tokens = await Promise.all(Array.from({ length: 200 }, () => key.mint()));
  for (const token of tokens.slice(0, 50)) await isAccepted(verify, token);
  const quiet = await sample(verify, tokens, 2000);
  const before = await endpoint.fetches();
  await endpoint.order(mode, key);
  const [sent, loud] = await Promise.all([sendUnknown(verify), sample(verify, tokens, FLOOD_TIME)]);
  return {
    fetches: (await endpoint.fetches()) - before,
    sent,
    accepted: loud.accepted,
    quiet: quiet.p99,
    p99: loud.p99,
  };
}

/** Sends unknown kids evenly over the time; tells how many were sent. */
async function sendUnknown(verify: Verify): Promise<number> {
  let sent = 0;
  const fetched = countFetches();
  await evenly(FLOOD_TIME, UNKNOWN_KIDS, () => {
    if (fetched() > HOPELESS) return;
    sent += 1;
    void isAccepted(verify, forge());
  });
  return sent;
}

/** Counts calls of `fetch` on the spot, where asking the server would come too late. */
function countFetches(): () => number {
  let count = 0;
  const { fetch } = globalThis;
  globalThis.fetch = (...args) => {
    count += 1;
    return fetch(...args);
  };
  return () => count;
}

interface Sample {
  readonly accepted: number;
  readonly p99: number | undefined;
}

/**
 * Sends good tokens at a steady pace. One that is not answered in time counts as not accepted. The 99th percentile is
 * that of each second, and of those the median: another process on the machine spoils a second, not the figure.
 */
async function sample(verify: Verify, tokens: readonly string[], duration: number): Promise<Sample> {
  const seconds = Array.from({ length: duration / 1000 }, (): number[] => []);
  const start = performance.now();
  let accepted = 0;
  let sent = 0;
  await evenly(duration, duration / SAMPLE_EVERY, () => {
    const asked = performance.now();
    const second = seconds[Math.min(seconds.length - 1, Math.floor((asked - start) / 1000))] ?? [];
    const place = second.push(Infinity) - 1;
    const token = tokens[sent % tokens.length] ?? '';
    sent += 1;
    void isAccepted(verify, token).then((isGood) => {
      second[place] = performance.now() - asked;
      if (isGood) accepted += 1;
    });
  });
  await pause(50);
  const p99 = quantile(
    0.5,
    seconds.map((times) => quantile(0.99, times)),
  );
  return { accepted: accepted / sent, p99: finite(p99) };
}

function quantile(part: number, values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Infinity;
}

/** JSON, by which a process answers, has no word for infinity. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

async function coldOutage(peer: Peer, origin: string, key: SigningKey): Promise<number> {
  const endpoint = await makeEndpoint(origin, 'error', key);
  const verify = peer.create(endpoint.base);
  const token = await key.mint();
  await evenly(FLOOD_TIME, 1000, () => void isAccepted(verify, token));
  return endpoint.fetches();
}

async function withdrawnKey(peer: Peer, origin: string, key: SigningKey): Promise<boolean> {
  const endpoint = await makeEndpoint(origin, 'healthy', key);
  const verify = peer.create(endpoint.base, 1);
  const token = await key.mint();
  await isAccepted(verify, token);
  await endpoint.order('healthy', await makeKey('second'));
  await pause(1200);
  await isAccepted(verify, token);
  await pause(300);
  return !(await isAccepted(verify, token));
}

async function slowestVerdict(peer: Peer, origin: string, key: SigningKey): Promise<Figures['verdict']> {
  const token = await key.mint();
  const verdicts = await Promise.all(
    (['hang', 'drip', 'endless'] as const).map(async (mode) => {
      const endpoint = await makeEndpoint(origin, mode, key);
      const verify = peer.create(endpoint.base);
      const first = await timed(verify, token);
      return { first, next: first === undefined ? undefined : await timed(verify, token) };
    }),
  );
  return {
    first: slowest(verdicts.map(({ first }) => first)),
    next: slowest(verdicts.map(({ next }) => next)),
  };
}

/** The key set takes 800 ms and is fresh for 4 s; requests come all the time. */
async function waitingRequests(peer: Peer, origin: string, key: SigningKey): Promise<number> {
  const endpoint = await makeEndpoint(origin, 'healthy', key);
  const verify = peer.create(endpoint.base, 4);
  const token = await key.mint();
  await isAccepted(verify, token);
  await endpoint.order('slow', key);
  let waited = 0;
  await evenly(9000, 450, () => {
    const start = performance.now();
    void isAccepted(verify, token).then(() => {
      if (performance.now() - start > 500) waited += 1;
    });
  });
  await pause(1000);
  return waited;
}

/** How long a verdict takes; `undefined` when there is none in time. */
async function timed(verify: Verify, token: string): Promise<number | undefined> {
  const start = performance.now();
  const verdict = isAccepted(verify, token).then(() => performance.now() - start);
  return Promise.race([verdict, pause(PATIENCE).then(() => undefined)]);
}

function slowest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((slow, time) =>
    slow === undefined || time === undefined ? undefined : Math.max(slow, time),
  );
}

export async function isAccepted(verify: Verify, token: string): Promise<boolean> {
  try {
    await verify(token);
    return true;
  } catch {
    return false;
  }
}

/** Does something so many times, spread over the duration by the clock and not by the number of ticks. */
async function evenly(duration: number, times: number, work: () => void): Promise<void> {
  const start = performance.now();
  for (let done = 0; done < times;) {
    const due = Math.min(times, ((performance.now() - start) / duration) * times);
    for (; done < due; done += 1) work();
    await pause(1);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
