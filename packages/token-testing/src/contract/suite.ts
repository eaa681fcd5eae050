import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractCases } from './cases/index.js';
import type { ContractCase } from './contract-case.js';
import type { ContractHost } from './host.js';
import { type RunningContract, startContract } from './running.js';
import { contractScenarios } from './scenarios.js';

/** Starting a host may mean starting a process. Milliseconds. */
const PATIENCE = 60_000;

const GROUPS: readonly (readonly [group: ContractCase['group'], title: string])[] = [
  ['credentials', 'credentials'],
  ['token', 'tokens'],
  ['scope', 'scopes'],
  ['route', 'routes'],
];

/**
 * Declares the whole contract as Vitest tests. Call it at the top level of a test file, once per host.
 *
 * @example
 * adapterContract({
 *   name: 'my adapter',
 *   async start({ issuer, resource }) {
 *     const { origin, close } = await startApi(issuer, resource);
 *     return { origin, close };
 *   },
 * });
 */
export function adapterContract(host: ContractHost): void {
  describe(`the adapter contract: ${host.name}`, () => {
    describe('one request', () => {
      let contract: RunningContract | undefined;
      beforeAll(async () => {
        contract = await startContract(host);
      }, PATIENCE);
      afterAll(() => contract?.close(), PATIENCE);

      for (const [group, title] of GROUPS) {
        // No case depends on another, and some hosts take their time for each.
        describe.concurrent(title, () => {
          for (const contractCase of contractCases.filter((item) => item.group === group)) {
            it(
              contractCase.title,
              async () => {
                expect(await contract?.check(contractCase)).toStrictEqual([]);
              },
              PATIENCE,
            );
          }
        });
      }
    });

    describe('keys, from cold', () => {
      for (const scenario of contractScenarios) {
        it(
          scenario.title,
          async () => {
            expect(await scenario.run(host)).toStrictEqual([]);
          },
          PATIENCE,
        );
      }
    });
  });
}
