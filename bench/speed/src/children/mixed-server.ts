// One API under a mixed load: in this process, or in several that share its port.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { MIXED_PEERS } from '../mixed/apis.js';
import type { MixedServerOrder } from '../mixed/contract.js';

const order = JSON.parse(process.argv[2] ?? '') as MixedServerOrder;
// A parent that is gone will not ask for it.
process.on('disconnect', () => process.exit());

if (order.processes > 1 && cluster.isPrimary) await lead();
else await serve();

async function serve(): Promise<void> {
  const start = MIXED_PEERS[order.peer];
  if (start === undefined) throw new Error(`No peer is called ${order.peer}.`);
  const { url } = await start(order.trust);
  process.on('message', (message) => {
    if (message === 'usage') process.send?.(ownUsage());
  });
  process.send?.({ url });
}

async function lead(): Promise<void> {
  cluster.setupPrimary({ args: [process.argv[2] ?? ''] });
  const workers = Array.from({ length: order.processes }, () => cluster.fork());
  const [first] = await Promise.all(workers.map((worker) => nextOf(worker)));
  process.on('message', (message) => {
    if (message !== 'usage') return;
    void Promise.all(workers.map((worker) => ask(worker))).then((usages) => {
      process.send?.(usages.reduce((sum, usage) => sum + usage, ownUsage()));
    });
  });
  process.send?.(first);
}

async function nextOf(worker: Worker): Promise<unknown> {
  const [message] = (await once(worker, 'message')) as unknown[];
  return message;
}

async function ask(worker: Worker): Promise<number> {
  const answer = nextOf(worker);
  worker.send('usage');
  return (await answer) as number;
}

/** Microseconds of CPU time. */
function ownUsage(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
