import { isDeepStrictEqual } from 'node:util';
import type { TestIssuer } from '../test-issuer.js';
import { inBatches } from './batches.js';
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
 * @example
 * expect(await compareHosts([host, otherHost])).toEqual([]);
 */
export async function compareHosts(
  hosts: readonly ContractHost[],
  cases: readonly ContractCase[] = contractCases,
): Promise<readonly Difference[]> {
  const issuer = await serveContractIssuer();
  const running: Contestant[] = [];
  try {
    for (const host of hosts) {
      const { name, traits = [] } = host;
      running.push({ name, traits, host: await host.start(contractSettings(issuer)) });
    }
    return await inBatches(cases, (contractCase) => compareCase(contractCase, issuer, running));
  } finally {
    await Promise.allSettled(running.map(({ host }) => host.close()));
    await issuer.close();
  }
}

async function compareCase(
  contractCase: ContractCase,
  issuer: TestIssuer,
  running: readonly Contestant[],
): Promise<readonly Difference[]> {
  const { title, request, expected } = await prepareCase(contractCase, issuer);
  if (!('status' in expected)) return [];
  const withBody = expected.body !== undefined;
  const answers = await Promise.all(
    running
      .filter(({ traits }) => !isTouched(contractCase, traits))
      .map(async ({ name, host }) => ({
        name,
        answer: comparable(await sendRaw(host.origin, request), withBody),
      })),
  );
  const [first] = answers;
  return answers
    .filter(({ answer }) => !isDeepStrictEqual(answer, first?.answer))
    .map(({ name, answer }) => ({ title, what: name, expected: first?.answer, found: answer }));
}

function comparable({ status, headers, body }: RawAnswer, withBody: boolean): Comparable {
  const wwwAuthenticate = headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value);
  return { status, wwwAuthenticate, body: withBody ? body : '' };
}

function isTouched({ insteadOn }: ContractCase, traits: readonly HostTrait[]): boolean {
  return insteadOn !== undefined && traits.includes(insteadOn.trait);
}
