import { compareHosts, contractCases } from '@acme/token-testing/contract';
import { expect, it } from 'vitest';
import { express5, oldExpress, plainConnect } from '../../../packages/token-express/test/host.js';
import { fastify } from '../../../packages/token-fastify/test/host.js';
import { node, workerd } from '../../../packages/token-hono/test/host.js';
import { nestOnExpress, nestOnFastify } from '../../../packages/token-nestjs/test/host.js';
import { fetchOnNode } from './fetch-host.js';

const hosts = [
  fastify,
  nestOnExpress,
  nestOnFastify,
  workerd,
  node,
  express5,
  oldExpress,
  plainConnect,
  fetchOnNode,
];

it(
  `rule 21: ${hosts.length} hosts answer ${contractCases.length} cases alike`,
  { timeout: 180_000 },
  async () => {
    expect(await compareHosts(hosts)).toEqual([]);
  },
);
