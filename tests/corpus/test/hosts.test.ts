import type { ContractHost, RunningHost } from '@acme/token-testing/contract';
import { createCorpus, sharedKeys } from '@acme/token-attack/corpus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { express5, oldExpress } from '../../../packages/token-express/test/host.js';
import { fastify } from '../../../packages/token-fastify/test/host.js';
import { workerd } from '../../../packages/token-hono/test/host.js';
import { nestOnExpress, nestOnFastify } from '../../../packages/token-nestjs/test/host.js';
import { fetchOnNode } from '../../contract/test/fetch-host.js';
import { publishKeys, type PublishedKeys } from './issuer.js';
import { type HostAnswer, onTheWire, send, type WireCase } from './send.js';

const HOSTS: readonly ContractHost[] = [
  fastify,
  nestOnExpress,
  nestOnFastify,
  workerd,
  express5,
  oldExpress,
  fetchOnNode,
];
/** Requests on their way at the same time, to each host. */
const AT_A_TIME = 8;
const PATIENCE = 240_000;

interface Finding {
  readonly title: string;
  readonly host: string;
  readonly expected: unknown;
  readonly found: unknown;
}

let issuer: PublishedKeys;
let cases: readonly WireCase[];
const running: { readonly name: string; readonly host: RunningHost }[] = [];

beforeAll(async () => {
  issuer = await publishKeys('https://api.example.com');
  const corpus = await createCorpus({ ...issuer.settings, now: Date.now() });
  issuer.publish(sharedKeys(corpus));
  cases = corpus.map((item) => onTheWire(item)).filter((item) => item !== undefined);
  for (const host of HOSTS) running.push({ name: host.name, host: await host.start(issuer.settings) });
}, PATIENCE);

afterAll(async () => {
  await Promise.allSettled(running.map(({ host }) => host.close()));
  await issuer.close();
}, PATIENCE);

/** Sends every case to every host, and says where an answer is wrong or is not what the first host says. */
async function attackAll(): Promise<{ readonly wrong: Finding[]; readonly different: Finding[] }> {
  const wrong: Finding[] = [];
  const different: Finding[] = [];
  const attack = async (item: WireCase): Promise<void> => {
    const answers = await Promise.all(
      running.map(async ({ name, host }) => ({ name, answer: await send(host.origin, item) })),
    );
    const [first] = answers;
    for (const { name, answer } of answers) {
      const { status, error, reason, isEchoed } = answer;
      const { title, expected } = item;
      const isRight = status === expected.status && error === expected.error && reason === expected.reason;
      if (!isRight || isEchoed) wrong.push({ title, host: name, expected, found: answer });
      if (!isAlike(answer, first?.answer))
        different.push({ title, host: name, expected: first?.answer, found: answer });
    }
  };
  for (let from = 0; from < cases.length; from += AT_A_TIME) {
    await Promise.all(cases.slice(from, from + AT_A_TIME).map(attack));
  }
  return { wrong, different };
}

function isAlike(one: HostAnswer, other: HostAnswer | undefined): boolean {
  return one.status === other?.status && one.challenge === other.challenge && one.body === other.body;
}

it(
  `the corpus over raw sockets: ${HOSTS.length} hosts answer right, and alike to the byte`,
  { timeout: PATIENCE },
  async () => {
    expect(cases.length).toBeGreaterThan(1000);
    const { wrong, different } = await attackAll();
    expect(wrong).toStrictEqual([]);
    expect(different).toStrictEqual([]);
  },
);
