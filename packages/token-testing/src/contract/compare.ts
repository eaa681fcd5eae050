import { isDeepStrictEqual } from 'node:util';
import { contractCases } from './cases/index.js';
import { prepareCase } from './contract-case.js';
import type { ContractHost, RunningHost } from './host.js';
import type { Difference } from './judge.js';
import { type RawAnswer, sendRaw } from './raw.js';
import { contractSettings, serveContractIssuer } from './running.js';

/** What hosts are compared by. */
interface Comparable {
  readonly status: number;
  readonly wwwAuthenticate: readonly string[];
  readonly body: string;
}

/**
 * Sends the same bytes, with the same tokens, to every host at once and compares the answers one to one: status,
 * `www-authenticate` and, of refusals and of `GET /me`, the body to the byte. Leaves out what {@link FrameworkAnswer}
 * and {@link ServerRefusal} leave to the framework and to the server.
 *
 * @param hosts - The first one is what the others are compared with.
 * @returns Every difference, with the host's name in `what`; an empty list when all answer alike.
 */
export async function compareHosts(hosts: readonly ContractHost[]): Promise<readonly Difference[]> {
  const issuer = await serveContractIssuer();
  const running: { readonly name: string; readonly host: RunningHost }[] = [];
  const differences: Difference[] = [];
  try {
    for (const host of hosts) {
      running.push({ name: host.name, host: await host.start(contractSettings(issuer)) });
    }
    for (const contractCase of contractCases) {
      const { title, request, expected } = await prepareCase(contractCase, issuer);
      if (!('status' in expected)) continue;
      const withBody = expected.body !== undefined;
      const answers = await Promise.all(
        running.map(async ({ host }) => comparable(await sendRaw(host.origin, request), withBody)),
      );
      for (const [index, { name }] of running.entries()) {
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
