import { isDeepStrictEqual } from 'node:util';
import { contractCases } from './cases/index.js';
import { type ContractCase, prepareCase } from './contract-case.js';
import type { ContractHost, HostTrait, RunningHost } from './host.js';
import type { Difference } from './judge.js';
import { type RawAnswer, sendRaw } from './raw.js';
import { contractSettings, serveContractIssuer } from './running.js';

interface Contestant {
  readonly name: string;
  readonly traits: readonly HostTrait[];
  readonly host: RunningHost;
}

/** What hosts are compared by. */
interface Comparable {
  readonly status: number;
  readonly wwwAuthenticate: readonly string[];
  readonly body: string;
}

/**
 * Sends the same bytes, with the same tokens, to every host at once and compares the answers one to one: status,
 * `www-authenticate` and, of refusals and of `GET /me`, the body to the byte. Leaves out what {@link FrameworkAnswer}
 * and {@link ServerRefusal} leave to the framework and to the server, and a host where a trait of it touches the case.
 *
 * @param hosts - The first one is what the others are compared with.
 * @param cases - Default: all of {@link contractCases}.
 * @returns Every difference, with the host's name in `what`; an empty list when all answer alike.
 */
export async function compareHosts(
  hosts: readonly ContractHost[],
  cases: readonly ContractCase[] = contractCases,
): Promise<readonly Difference[]> {
  const issuer = await serveContractIssuer();
  const running: Contestant[] = [];
  const differences: Difference[] = [];
  try {
    for (const host of hosts) {
      const { name, traits = [] } = host;
      running.push({ name, traits, host: await host.start(contractSettings(issuer)) });
    }
    for (const contractCase of cases) {
      const { title, request, expected } = await prepareCase(contractCase, issuer);
      if (!('status' in expected)) continue;
      const alike = running.filter(({ traits }) => !isTouched(contractCase, traits));
      const withBody = expected.body !== undefined;
      const answers = await Promise.all(
        alike.map(async ({ host }) => comparable(await sendRaw(host.origin, request), withBody)),
      );
      for (const [index, { name }] of alike.entries()) {
        if (isDeepStrictEqual(answers[index], answers[0])) continue;
        differences.push({ title, what: name, expected: answers[0], found: answers[index] });
      }
    }
  } finally {
    await Promise.allSettled(running.map(({ host }) => host.close()));
    await issuer.close();
  }
  return differences;
}

function comparable({ status, headers, body }: RawAnswer, withBody: boolean): Comparable {
  const wwwAuthenticate = headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value);
  return { status, wwwAuthenticate, body: withBody ? body : '' };
}

function isTouched({ insteadOn }: ContractCase, traits: readonly HostTrait[]): boolean {
  return insteadOn !== undefined && traits.includes(insteadOn.trait);
}
