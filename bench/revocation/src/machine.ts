import { createVerifier, decide, staticKeys } from '@acme/token-core';
import { createStanding } from '@acme/token-core/standing';
import { redisStandingStore } from '@acme/token-redis';
import type { Answer, Command, MachineSettings } from './messages.js';

const { issuer, resource, jwks, redis, readEvery } = JSON.parse(process.argv[2] ?? '') as MachineSettings;
const standing = createStanding({
  store: redisStandingStore({ url: redis }),
  longestTokenLife: 3600,
  whenUnknown: 'accept',
  readEvery,
  maxStaleness: Math.max(30, readEvery),
  maxCutOffs: 10_000_000,
  onEvent: () => undefined,
});
const verifier = createVerifier({ issuer, resource, keys: staticKeys(jwks), standing });

/** Milliseconds since the epoch, finer than `Date.now`; the same clock in every process. */
const now = (): number => performance.timeOrigin + performance.now();

async function isLetIn(token: string): Promise<boolean> {
  return (await decide(verifier, { headers: { authorization: `Bearer ${token}` } })).ok;
}

async function carryOut(command: Command): Promise<number> {
  if (command.type === 'ask') return Number(await isLetIn(command.token));
  if (command.type === 'watch') {
    while (await isLetIn(command.token)) await new Promise((resolve) => void setTimeout(resolve, 1));
    return now();
  }
  if (command.type === 'revoke') {
    const saidAt = now();
    await standing.revoke({ sub: command.sub });
    return saidAt;
  }
  if (command.type === 'load') {
    const begin = performance.now();
    // It gives up after five seconds, and what comes later counts for all that.
    for (let isReady = false; !isReady;) {
      isReady = await standing.ready().then(
        () => true,
        () => false,
      );
    }
    return performance.now() - begin;
  }
  if (command.type === 'memory') {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  }
  return standing.state().cutOffs;
}

process.on('message', ({ id, command }: { id: number; command: Command }) => {
  void carryOut(command).then((value) => process.send?.({ id, value } satisfies Answer));
});
process.send?.({ id: 0, value: 0 } satisfies Answer);
