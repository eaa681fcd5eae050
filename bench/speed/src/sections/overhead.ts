import { measureRounds } from '../measure/rounds.js';
import { spreadOf } from '../measure/statistics.js';
import { honoJwt, jose, joseKeySet, ours, oursUncached } from '../peers/all.js';
import { peerSubjects } from '../peers/subject.js';
import { time } from '../report/format.js';
import { nanosecondsOf, timingRows } from '../report/section.js';
import { createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

const PEERS = [ours, oursUncached, jose, joseKeySet, honoJwt];

/** The most that the rules may add to a token over what jose does, in nanoseconds. */
const LIMIT = 20_000;

/**
 * First-seen tokens without their signature check: Web Crypto says yes at once. What is left is all that a verifier
 * does besides, which the signature's time would drown.
 */
export const overhead: SectionRunner = {
  name: 'overhead',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 5, milliseconds: 20 } : { rounds: 15, milliseconds: 100 };
    const authority = await createAuthority('ES384');
    const pool = TokenPool.mint(authority, 2000);
    const subjects = await peerSubjects(PEERS, authority, pool);
    const timings = await withoutSignatures(() => measureRounds(subjects, plan));
    const added = differences(nanosecondsOf(timings, ours.name), nanosecondsOf(timings, joseKeySet.name));
    const spread = spreadOf(added);
    return {
      title: 'First-seen tokens, ES384, with the signature check taken out (reference: jose with a key set)',
      rows: timingRows(timings, joseKeySet.name),
      bars: [
        {
          what: 'what the rules add over jose, per first-seen token',
          bar: '≤ 20 µs',
          measured: `${signed(spread.median)} (${signed(spread.lower)} – ${signed(spread.upper)})`,
          met: spread.median <= LIMIT,
        },
      ],
    };
  },
};

async function withoutSignatures<T>(work: () => Promise<T>): Promise<T> {
  const verify: unknown = Reflect.get(crypto.subtle, 'verify');
  Object.defineProperty(crypto.subtle, 'verify', { value: () => Promise.resolve(true), configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(crypto.subtle, 'verify', { value: verify, configurable: true });
  }
}

function differences(minuends: readonly number[], subtrahends: readonly number[]): readonly number[] {
  return minuends.map((minuend, round) => minuend - (subtrahends[round] ?? Number.NaN));
}

function signed(nanoseconds: number): string {
  return nanoseconds < 0 ? `−${time(-nanoseconds)}` : time(nanoseconds);
}
