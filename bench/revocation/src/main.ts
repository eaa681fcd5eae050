import type { CutOff } from '@acme/token-core/standing';
import { redisStandingStore } from '@acme/token-redis';
import { createTestIssuer } from '@acme/token-testing';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Machine, redisAt, startMachine } from './processes.js';

// node bench/revocation/dist/main.js [--rounds 20] [--cut-offs 100000] [--port 17379]
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    'cut-offs': { type: 'string', default: '100000' },
    port: { type: 'string', default: '17379' },
  },
});
const rounds = Number(values.rounds);
const many = Number(values['cut-offs']);
const redis = redisAt(Number(values.port));
const issuer = await createTestIssuer();
const machines: Machine[] = [];

await redis.start();
try {
  await measureHearing();
  await measureOutage();
  await measureWeight();
} finally {
  await Promise.all(machines.map((machine) => machine.kill()));
  await redis.kill();
}
print(
  'load average',
  loadavg()
    .map((load) => load.toFixed(1))
    .join(', '),
);

/** The beat is an hour: only the bell can bring it. */
async function measureHearing(): Promise<void> {
  const four = await startFour(3600);
  const delays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sub = `user-${round}`;
    const token = await issuer.mint({ sub });
    await all(four, (machine) => machine.send({ type: 'ask', token }));
    const watching = all(four, (machine) => machine.send({ type: 'watch', token }));
    const saidAt = await four[round % four.length]?.send({ type: 'revoke', sub });
    delays.push(Math.max(...(await watching)) - (saidAt ?? Number.NaN));
  }
  delays.sort((a, b) => a - b);
  const median = delays[Math.floor(delays.length / 2)] ?? Number.NaN;
  print('from revoke() to the refusal on the last of four, median', `${median.toFixed(1)} ms`);
  print('the same, worst', `${(delays.at(-1) ?? Number.NaN).toFixed(1)} ms`);
  await stop(four);
}

/** Redis is killed, and comes back empty. What was said before and meanwhile has to be there. */
async function measureOutage(): Promise<void> {
  const four = await startFour(1);
  const wakeful = await issuer.mint({ sub: 'wakeful' });
  await sayOnEach(four, 'before');
  await redis.kill();
  await sayOnEach(four, 'during');
  await redis.start();
  const begin = performance.now();
  const expected = rounds + 2 * 25 * four.length;
  let held: readonly number[] = [];
  while (held.length === 0 || Math.min(...held) < expected) {
    if (performance.now() - begin > 60_000) break;
    // Requests drive the beat.
    await all(four, (machine) => machine.send({ type: 'ask', token: wakeful }));
    await new Promise((resolve) => void setTimeout(resolve, 50));
    held = await all(four, (machine) => machine.send({ type: 'held' }));
  }
  const newcomer = await startOne(1);
  await newcomer.send({ type: 'load' });
  const kept = await newcomer.send({ type: 'held' });
  print('cut-offs before and during an outage', `${expected}`);
  print('of them lost, on a machine that came afterwards', `${expected - kept}`);
  print('back empty: until every machine held all', `${Math.round(performance.now() - begin)} ms`);
  await stop([...four, newcomer]);
}

async function measureWeight(): Promise<void> {
  const emptyRedis = await redis.memory();
  const empty = await startOne(3600);
  await empty.send({ type: 'load' });
  const emptyMachine = await empty.send({ type: 'memory' });
  const store = redisStandingStore({ url: redis.url, timeout: 30 });
  const before = Math.floor(Date.now() / 1000);
  for (let start = 0; start < many; start += 10_000) {
    await store.write(
      Array.from({ length: Math.min(10_000, many - start) }, (_, index): CutOff => ({
        match: { sub: `user-${1e6 + start + index}` },
        before,
        until: before + 3660,
      })),
    );
  }
  await store.close();
  const full = await startOne(3600);
  const took = await full.send({ type: 'load' });
  const held = await full.send({ type: 'held' });
  print(`${held} cut-offs: a cold machine reads them in`, `${Math.round(took)} ms`);
  print('in Redis', perCutOff((await redis.memory()) - emptyRedis));
  print('on a machine', perCutOff((await full.send({ type: 'memory' })) - emptyMachine));
}

function perCutOff(bytes: number): string {
  return `${Math.round(bytes / many)} bytes each`;
}

async function sayOnEach(four: readonly Machine[], name: string): Promise<void> {
  for (const [index, machine] of four.entries()) {
    for (let turn = 0; turn < 25; turn++)
      await machine.send({ type: 'revoke', sub: `${name}-${index}-${turn}` });
  }
}

async function startFour(readEvery: number): Promise<readonly Machine[]> {
  return Promise.all([1, 2, 3, 4].map(() => startOne(readEvery)));
}

async function startOne(readEvery: number): Promise<Machine> {
  const { issuer: name, resource } = issuer;
  const jwks = issuer.jwks();
  const machine = await startMachine({ issuer: name, resource, jwks, redis: redis.url, readEvery });
  machines.push(machine);
  return machine;
}

async function stop(stopped: readonly Machine[]): Promise<void> {
  await Promise.all(stopped.map((machine) => machine.kill()));
}

function all(
  asked: readonly Machine[],
  ask: (machine: Machine) => Promise<number>,
): Promise<readonly number[]> {
  return Promise.all(asked.map(ask));
}

function print(what: string, value: string): void {
  // oxlint-disable-next-line no-console -- what it is run for
  console.log(`| ${what} | ${value} |`);
}
