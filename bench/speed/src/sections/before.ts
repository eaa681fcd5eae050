import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as core from '@acme/token-core';
import { type BatchSubject, measureBatches } from '../measure/batches.js';
import { ratioOf } from '../measure/statistics.js';
import { timesAndBest } from '../report/format.js';
import { type Bar, nanosecondsOf, timingRows } from '../report/section.js';
import { type Authority, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import { headerPool, nodeRequest } from './authenticate.js';
import type { SectionRunner } from './context.js';

type Core = typeof core;
type Request = ReturnType<typeof nodeRequest>;

const TOKENS = 500;
const OLD = 'old, the same requirement object';
const OLD_AGAIN = 'old, the same once more';
const COMPILED = 'now, a compiled requirement: what the adapters use';
const HOISTED = 'now, the same plain requirement object';
const LITERAL = 'now, a new literal each time';

/** The decision about a known token, by an older state of this repository and by this one. */
export const before: SectionRunner = {
  name: 'before',
  run: async ({ quick, old }) => {
    if (old === undefined) return undefined;
    const path = resolve(old, 'packages/token-core/dist/index.js');
    const oldCore = (await import(pathToFileURL(path).href)) as Core;
    const authority = await createAuthority('RS256');
    const pool = TokenPool.mint(authority, TOKENS);
    const headers = headerPool(pool);
    const requests = (): readonly Request[] =>
      Array.from({ length: TOKENS }, (_, index) => nodeRequest(headers.fresh(index)));
    const subjects = [
      ...(await oldSubjects(oldCore, authority, requests)),
      ...(await subjectsNow(authority, requests)),
    ];
    const timings = measureBatches(subjects, quick ? 300 : 3000, requests);
    return {
      title: `A known token, RS256, ${TOKENS} in turn, new header texts; load average ${loadavg()[0]?.toFixed(1)} (reference: ${OLD})`,
      rows: timingRows(timings, OLD),
      bars: [
        againstOld(COMPILED, timings),
        againstOld(HOISTED, timings),
        {
          what: 'known token, a literal against a hoisted requirement',
          bar: '≤ 1.5×',
          ...atMost(nanosecondsOf(timings, LITERAL), nanosecondsOf(timings, HOISTED), 1.5),
        },
      ],
    };
  },
};

const REQUIREMENT = { scopes: ['read:products'] as const };

function verifierOf({ createVerifier, defineResource, staticKeys }: Core, authority: Authority) {
  const resource = defineResource({
    indicator: authority.resource,
    scopes: { 'read:products': 'Read the products', 'write:products': 'Change the products' },
  });
  return createVerifier({ issuer: authority.issuer, resource, keys: staticKeys(authority.publicKey.jwks) });
}

/** Each with a verifier of its own, since the old one remembered which requirement a token had met last. */
async function oldSubjects(
  old: Core,
  authority: Authority,
  requests: () => readonly Request[],
): Promise<readonly BatchSubject<Request>[]> {
  const [one, other] = [verifierOf(old, authority), verifierOf(old, authority)];
  for (const verifier of [one, other]) {
    for (const request of requests()) await old.authenticate(verifier, request, REQUIREMENT);
  }
  return [
    { name: OLD, run: (request) => old.decide(one, request, REQUIREMENT) },
    { name: OLD_AGAIN, run: (request) => old.decide(other, request, REQUIREMENT) },
  ];
}

async function subjectsNow(
  authority: Authority,
  requests: () => readonly Request[],
): Promise<readonly BatchSubject<Request>[]> {
  const verifier = verifierOf(core, authority);
  const compiled = verifier.checkRequirement(REQUIREMENT);
  for (const request of requests()) await core.authenticate(verifier, request, compiled);
  return [
    { name: COMPILED, run: (request) => core.decide(verifier, request, compiled) },
    { name: HOISTED, run: (request) => core.decide(verifier, request, REQUIREMENT) },
    { name: LITERAL, run: (request) => core.decide(verifier, request, { scopes: ['read:products'] }) },
  ];
}

type Timings = ReturnType<typeof measureBatches>;

/** No slower than the old code, beyond what two runs of the old code differ by. */
function againstOld(name: string, timings: Timings): Bar {
  const [old, again] = [nanosecondsOf(timings, OLD), nanosecondsOf(timings, OLD_AGAIN)];
  const upper = Math.max(ratioOf(again, old).upper, ratioOf(old, again).upper);
  return {
    what: `known token against the old code: ${name}`,
    bar: `≤ ${upper.toFixed(2)}×, the upper quartile between two runs of the old code`,
    ...atMost(nanosecondsOf(timings, name), old, upper),
  };
}

function atMost(
  own: readonly number[],
  other: readonly number[],
  limit: number,
): Pick<Bar, 'measured' | 'met'> {
  const ratio = ratioOf(own, other);
  return { measured: timesAndBest(ratio), met: ratio.median <= limit };
}
