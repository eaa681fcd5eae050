import { compareHosts, contractCases, prepareCase, sendRaw } from '../../src/contract/index.js';
import { fastify, hono, issuer, nest } from './hosts.js';

// Every case to every host, and the answers side by side.
export const differences = await compareHosts([nest, hono, fastify]);

// Or by hand: the bytes of each case, to any address.
export const answers = await Promise.all(
  contractCases.map(async (contractCase) => {
    const { title, request, expected } = await prepareCase(contractCase, issuer);
    return { title, expected, answer: await sendRaw('http://127.0.0.1:3301', request) };
  }),
);
