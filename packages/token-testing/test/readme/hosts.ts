import type { ContractHost } from '../../src/contract/index.js';
import type { TestIssuer } from '../../src/index.js';

/** Stand for hosts in the snippet: never run, have to compile. */
export declare const nest: ContractHost;
export declare const hono: ContractHost;
export declare const fastify: ContractHost;
export declare const issuer: TestIssuer;
