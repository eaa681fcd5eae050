import * as core from '@acme/token-core';
import { createStanding, type Standing } from '@acme/token-core/standing';
import { Child } from '../children/child.js';
import { measureRounds, type Subject, type Timing } from '../measure/rounds.js';
import { ratioOf } from '../measure/statistics.js';
import { bytes, time, timesAndBest, whole } from '../report/format.js';
import { type Bar, nanosecondsOf, type Row, timingRows } from '../report/section.js';
import { createAuthority } from '../tokens/authority.js';
import { standingWith, strangersCutOffs } from '../tokens/cut-offs.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

/** What a standing weighs that holds so many. */
export interface StandingMemory {
  readonly bytes: number;
  readonly milliseconds: number;
  readonly held: number;
}

const NONE = 'no standing';
const COUNTS = [0, 10_000, 1_000_000];
const nameOf = (count: number): string => `${whole(count)} cut-offs`;
/** A standing may cost a known token a tenth of what it costs without. */
const MOST = 1.1;

/** What it costs a known token to be asked whether it still stands. */
export const standing: SectionRunner = {
  name: 'standing',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 7, milliseconds: 30 } : { rounds: 21, milliseconds: 120 };
    const authority = await createAuthority('ES384');
    const pool = TokenPool.mint(authority, 1000);
    const { issuer, resource, algorithm, publicKey } = authority;
    const subject = (name: string, source?: Standing, before?: () => void): Subject => {
      const keys = core.staticKeys(publicKey.jwks);
      const verifier = core.createVerifier({
        issuer,
        resource,
        keys,
        algorithms: [algorithm],
        ...(source && { standing: source }),
      });
      const run = (index: number): unknown => {
        before?.();
        const headers = { authorization: `Bearer ${pool.fresh(index)}` };
        return core.decide(verifier, { headers });
      };
      return { name, run, callsBefore: pool.size };
    };
    const standings = await Promise.all(COUNTS.map((count) => standingWith(count)));
    const changing = await standingWith(1_000_000);
    let said = 0;
    const timings = await measureRounds(
      [
        subject(NONE),
        ...standings.map((source, index) => subject(nameOf(COUNTS[index] ?? 0), source)),
        subject('a store, 1,000,000 cut-offs', await sharedStanding()),
        subject('1,000,000 cut-offs, and a new one before each request', changing, () => {
          said += 1;
          // Later with each turn, so that it is news.
          const before = 1_000_000_000 + Math.floor(said / 1000);
          void changing.cutOff({ match: { sub: `late-${said % 1000}` }, before });
        }),
      ],
      plan,
    );
    return {
      title: 'Standing: decide(), repeat tokens, new strings (reference: no standing)',
      rows: [...timingRows(timings, NONE), await memoryRow()],
      bars: COUNTS.map((count) => barOf(timings, nameOf(count))),
    };
  },
};

/** One that hears a store, so that it also asks how long ago. */
async function sharedStanding(): Promise<Standing> {
  const cutOffs = [...strangersCutOffs(1_000_000)];
  const shared = createStanding({
    longestTokenLife: 7200,
    maxCutOffs: 2_000_000,
    whenUnknown: 'refuse',
    maxStaleness: 3600,
    readEvery: 3600,
    onEvent: () => undefined,
    store: {
      read: async () => cutOffs,
      write: async () => undefined,
      listen: () => () => undefined,
      close: async () => undefined,
    },
  });
  await shared.ready();
  return shared;
}

async function memoryRow(): Promise<Row> {
  const { child, first } = await Child.start('standing', { cutOffs: 1_000_000 }, ['--expose-gc']);
  await child.end();
  const figures = first as StandingMemory;
  return {
    subject: `a million cut-offs in memory (${whole(figures.held)} held)`,
    median: bytes(figures.bytes),
    spread: '',
    best: '',
    perSecond: '',
    against: `taken in within ${time(figures.milliseconds * 1e6)}`,
  };
}

function barOf(timings: readonly Timing[], name: string): Bar {
  const ratio = ratioOf(nanosecondsOf(timings, name), nanosecondsOf(timings, NONE));
  return {
    what: `a known token with a standing, ${name}, against none`,
    bar: `≤ ${MOST}×`,
    measured: timesAndBest(ratio),
    met: ratio.median <= MOST,
  };
}
