import type { Algorithm } from '@acme/token-core';
import { type ServedTestIssuer, serveTestIssuer } from '../server.js';
import { createTestIssuer } from '../test-issuer.js';
import { type ContractCase, type PreparedCase, prepareCase } from './contract-case.js';
import type { ContractHost, ContractSettings } from './host.js';
import { type Difference, judgeAnswer } from './judge.js';
import { sendRaw } from './raw.js';

/** A host at work, and the issuer that it trusts. */
export interface RunningContract {
  readonly issuer: ServedTestIssuer;
  /** Sends one case and judges the answer. An empty list: as it should be. */
  check(contractCase: ContractCase): Promise<readonly Difference[]>;
  close(): Promise<void>;
}

/**
 * The issuer of a contract run: on loopback. The cases need its keys for ES384 and RS256, which are the default.
 *
 * @example
 * const issuer = await serveContractIssuer();
 * await issuer.close();
 */
export async function serveContractIssuer(
  algorithms: readonly Algorithm[] = ['ES384', 'RS256'],
): Promise<ServedTestIssuer> {
  return serveTestIssuer(await createTestIssuer({ algorithms }));
}

/**
 * What a host is started with to trust this issuer.
 *
 * @example
 * const issuer = await serveContractIssuer();
 * const { origin, close } = await host.start(contractSettings(issuer));
 */
export function contractSettings({ issuer, resource, jwksUri }: ServedTestIssuer): ContractSettings {
  return { issuer, resource, jwksUri, env: { TOKEN_ISSUER: issuer, TOKEN_RESOURCE: resource } };
}

/** Starts a host with an issuer of its own. */
export async function startContract(
  host: ContractHost,
  algorithms?: readonly Algorithm[],
): Promise<RunningContract> {
  const issuer = await serveContractIssuer(algorithms);
  try {
    const running = await host.start(contractSettings(issuer));
    return {
      issuer,
      check: async (contractCase) => {
        const prepared = await prepareCase(contractCase, issuer, host.traits);
        return checkPrepared(running.origin, prepared);
      },
      close: async () => {
        // The issuer in any case, or the test run would not end.
        const outcomes = await Promise.allSettled([running.close(), issuer.close()]);
        for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      },
    };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}

/** Does some work with a host that is started for it and closed after it, whatever happens. */
export async function withContract<T>(
  host: ContractHost,
  work: (contract: RunningContract) => Promise<T>,
  algorithms?: readonly Algorithm[],
): Promise<T> {
  const contract = await startContract(host, algorithms);
  try {
    return await work(contract);
  } finally {
    await contract.close();
  }
}

async function checkPrepared(origin: string, prepared: PreparedCase): Promise<readonly Difference[]> {
  try {
    return judgeAnswer(prepared, await sendRaw(origin, prepared.request));
  } catch (error) {
    return [{ title: prepared.title, what: 'answer', expected: 'a complete answer', found: String(error) }];
  }
}
