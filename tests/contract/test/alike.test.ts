import { compareHosts, contractCases } from '@acme/token-testing/contract';
import { expect, it } from 'vitest';
import { fastify } from '../../../packages/token-fastify/test/host.js';
import { node, workerd } from '../../../packages/token-hono/test/host.js';
import { nestOnExpress, nestOnFastify } from '../../../packages/token-nestjs/test/host.js';

const hosts = [fastify, nestOnExpress, nestOnFastify, workerd, node];

it(
  `rule 21: ${hosts.length} hosts answer ${contractCases.length} cases alike`,
  { timeout: 180_000 },
  async () => {
    expect(await compareHosts(hosts)).toEqual([]);
  },
);
