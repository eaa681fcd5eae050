import { inBatches } from './batches.js';
import { contractCases } from './cases/index.js';
import type { ContractCase } from './contract-case.js';
import type { ContractHost } from './host.js';
import type { Difference } from './judge.js';
import { withContract } from './running.js';
import { contractScenarios } from './scenarios.js';

/**
 * Sends cases to a host that is started for them.
 *
 * @param cases - Default: all of {@link contractCases}.
 * @returns Every difference found, in the order of the cases.
 * @example
 * for (const { title, what } of await runCases(host)) console.error(title, what);
 */
export function runCases(
  host: ContractHost,
  cases: readonly ContractCase[] = contractCases,
): Promise<readonly Difference[]> {
  return withContract(host, (contract) => inBatches(cases, (item) => contract.check(item)));
}

/**
 * Runs the whole contract against a host, without a test runner: cases, then scenarios.
 *
 * @returns Every difference found; an empty list when the host keeps the contract.
 * @example
 * const differences = await runContract(host);
 * process.exitCode = differences.length === 0 ? 0 : 1;
 */
export async function runContract(host: ContractHost): Promise<readonly Difference[]> {
  const differences = [...(await runCases(host))];
  for (const scenario of contractScenarios) differences.push(...(await scenario.run(host)));
  return differences;
}
