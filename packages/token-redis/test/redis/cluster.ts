import { createClient } from 'redis';
import { freePort, type RedisServer, startRedis } from './server.js';

export interface RedisClusterServers {
  readonly nodes: readonly RedisServer[];
  readonly rootNodes: readonly { readonly url: string }[];
  close(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;

/** Three masters without replicas, each with a third of the slots. */
export async function startCluster(): Promise<RedisClusterServers> {
  const nodes = await Promise.all(
    Array.from({ length: NODES }, async () =>
      startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'], await freePort()),
    ),
  );
  const clients = await Promise.all(
    nodes.map(({ url }) =>
      createClient({ url })
        .on('error', () => undefined)
        .connect(),
    ),
  );
  await Promise.all(
    clients.map(async (client, index) => {
      const start = Math.ceil((index * SLOTS) / NODES);
      const end = Math.ceil(((index + 1) * SLOTS) / NODES) - 1;
      await client.clusterAddSlotsRange({ start, end });
      for (const { port } of nodes) await client.clusterMeet('127.0.0.1', port);
    }),
  );
  for (const client of clients) {
    while (!(await isWhole(client.clusterInfo()))) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    client.destroy();
  }
  return {
    nodes,
    rootNodes: nodes.map(({ url }) => ({ url })),
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

async function isWhole(info: Promise<unknown>): Promise<boolean> {
  const text = String(await info);
  return text.includes('cluster_state:ok') && text.includes(`cluster_known_nodes:${NODES}`);
}
