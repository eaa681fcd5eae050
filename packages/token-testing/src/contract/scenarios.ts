import { setTimeout as pause } from 'node:timers/promises';
import { accepted, refused } from './answers.js';
import type { ContractCase } from './contract-case.js';
import type { ContractHost } from './host.js';
import type { Difference } from './judge.js';
import { type RunningContract, withContract } from './running.js';
import { BEARER } from './usual-request.js';

/** A story of several requests to a host that is started cold for it. */
export interface ContractScenario {
  /** Begins with the rule it stands for. */
  readonly title: string;
  /** An empty list: as it should be. */
  run(host: ContractHost): Promise<readonly Difference[]>;
}

/** So many requests at once. */
const CROWD = 20;
/** While the endpoint fails, however many requests come. */
const MOST_FETCHES_IN_AN_OUTAGE = 5;
/** The first back-off lasts at most 1.25 s; time enough for a slow machine. Milliseconds. */
const RECOVERY = 8000;
const BETWEEN_ATTEMPTS = 50;

const VALID: ContractCase = { title: 'a valid token', group: 'token', expected: accepted() };
const UNAVAILABLE: ContractCase = {
  title: 'a valid token',
  group: 'token',
  expected: refused('keys_unavailable'),
};

/** What takes more than one request: fetching keys, rotation, outage. */
export const contractScenarios: readonly ContractScenario[] = [
  scenario('rule 22: twenty concurrent cold requests cause one fetch of the key set', async (contract) => {
    const before = contract.issuer.fetches.jwks;
    const differences = await crowd(contract, VALID);
    return [
      ...differences,
      ...expectEqual('fetches before the first request', 0, before),
      ...expectEqual('fetches of the key set', 1, contract.issuer.fetches.jwks),
    ];
  }),

  scenario('rule 25: a rotation is picked up by the first token that shows it', async (contract) => {
    const { issuer } = contract;
    const old = await issuer.mint();
    const withOld: ContractCase = { ...VALID, token: () => old };
    const before = await contract.check(withOld);
    await issuer.rotate({ keepPrevious: false });
    const after = await contract.check(VALID);
    const withdrawn = await contract.check({ ...withOld, expected: refused('unknown_key') });
    return [
      ...step('before', before),
      ...step('the new key', after),
      ...step('rule 12: the withdrawn key', withdrawn),
      // One from cold, one for the new name; a slow machine may afford one more for the old name.
      ...expectAtMost('fetches of the key set', 3, issuer.fetches.jwks),
    ];
  }),

  scenario('rule 24: an outage of the keys changes nothing for a host that has them', async (contract) => {
    const before = await contract.check(VALID);
    contract.issuer.fail('status');
    const during = await contract.check(VALID);
    return [...step('before', before), ...step('during', during)];
  }),

  scenario(
    'rule 22: while the keys are down and cold, a bad token is still a bad token',
    async (contract) => {
      contract.issuer.fail('close');
      const steps: Difference[] = [];
      for (const contractCase of DECIDED_WITHOUT_KEYS) {
        steps.push(...step(contractCase.title, await contract.check(contractCase)));
      }
      const { discovery, jwks } = contract.issuer.fetches;
      return [...steps, ...expectEqual('fetches', 0, discovery + jwks)];
    },
  ),

  scenario(
    'rule 20: while the keys are down and cold, a token gets 503 and Retry-After',
    async (contract) => {
      contract.issuer.fail('close');
      const first = await contract.check(UNAVAILABLE);
      const head = await contract.check({ ...UNAVAILABLE, method: 'HEAD' });
      const scoped = await contract.check({
        ...UNAVAILABLE,
        path: '/products',
        token: (issuer) => issuer.mint({ scope: '' }),
      });
      const others = await crowd(contract, UNAVAILABLE);
      const { discovery, jwks } = contract.issuer.fetches;
      return [
        ...step('the first request', first),
        ...step('HEAD', head),
        ...step('before any scope', scoped),
        ...step('many requests', others),
        ...expectAtMost('fetches', MOST_FETCHES_IN_AN_OUTAGE, discovery + jwks),
      ];
    },
  ),

  scenario('rule 25: a host that started in an outage recovers by itself', async (contract) => {
    contract.issuer.fail('status');
    const down = await contract.check(UNAVAILABLE);
    contract.issuer.recover();
    const deadline = Date.now() + RECOVERY;
    let up = await contract.check(VALID);
    while (up.length > 0 && Date.now() < deadline) {
      const meanwhile = await contract.check(UNAVAILABLE);
      up = await contract.check(VALID);
      // Nothing but 503 before the first 200.
      if (meanwhile.length > 0 && up.length > 0) return step('while recovering', meanwhile);
      await pause(BETWEEN_ATTEMPTS);
    }
    return [...step('in the outage', down), ...step('after it', up)];
  }),
];

/** Requests whose answer needs no key. */
const DECIDED_WITHOUT_KEYS: readonly ContractCase[] = [
  {
    title: 'a public route',
    group: 'route',
    path: '/health',
    expected: accepted(),
  },
  { title: 'no token', group: 'credentials', headers: [], expected: refused('missing') },
  { title: 'two headers', group: 'credentials', headers: [BEARER, BEARER], expected: refused('credentials') },
  { title: 'an opaque token', group: 'token', token: () => 'opaque', expected: refused('malformed') },
  {
    title: 'an ID token',
    group: 'token',
    token: (issuer) => issuer.mint({}, { header: { typ: 'JWT' } }),
    expected: refused('type'),
  },
  {
    title: 'alg none',
    group: 'token',
    token: (issuer) => issuer.mint({}, { header: { alg: 'none' } }),
    expected: refused('algorithm'),
  },
  {
    title: 'crit',
    group: 'token',
    token: (issuer) => issuer.mint({}, { header: { crit: ['exp'] } }),
    expected: refused('header'),
  },
];

function scenario(
  title: string,
  work: (contract: RunningContract) => Promise<readonly Difference[]>,
): ContractScenario {
  return {
    title,
    run: async (host) => {
      const differences = await withContract(host, work, ['ES384']);
      return differences.map((difference) => ({ ...difference, title }));
    },
  };
}

async function crowd(contract: RunningContract, contractCase: ContractCase): Promise<readonly Difference[]> {
  const checks = Array.from({ length: CROWD }, () => contract.check(contractCase));
  return (await Promise.all(checks)).flat();
}

function step(name: string, differences: readonly Difference[]): readonly Difference[] {
  return differences.map((difference) => ({ ...difference, what: `${name}: ${difference.what}` }));
}

function expectEqual(what: string, expected: unknown, found: unknown): readonly Difference[] {
  return expected === found ? [] : [{ title: '', what, expected, found }];
}

function expectAtMost(what: string, most: number, found: number): readonly Difference[] {
  return found <= most ? [] : [{ title: '', what, expected: `at most ${most}`, found }];
}
