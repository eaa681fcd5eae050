import { measureRounds, type Timing } from '../measure/rounds.js';
import { ratioOf } from '../measure/statistics.js';
import {
  awsJwtVerify,
  fastJwt,
  fastJwtCached,
  fastJwtCachedByToken,
  honoJwt,
  jose,
  jsonWebToken,
  ours,
  oursRemote,
} from '../peers/all.js';
import { bareMap, freshString } from '../peers/limits.js';
import { peerSubjects } from '../peers/subject.js';
import { timesAndBest } from '../report/format.js';
import { type Bar, nanosecondsOf, type Row, timingRows } from '../report/section.js';
import { type Algorithm, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

const PEERS = [
  ours,
  oursRemote,
  fastJwtCached,
  fastJwtCachedByToken,
  jose,
  fastJwt,
  awsJwtVerify,
  jsonWebToken,
  honoJwt,
];

/** As many as every cache in the section holds. */
const REPEATED_TOKENS = 1000;

/** The same 1000 tokens in turn, a new string each time, as out of a header. */
export const repeat: SectionRunner = {
  name: 'repeat',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 5, milliseconds: 30 } : { rounds: 15, milliseconds: 120 };
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const algorithm of ['RS256', 'ES384'] as const) {
      const authority = await createAuthority(algorithm);
      const pool = TokenPool.mint(authority, REPEATED_TOKENS);
      const peers = await peerSubjects(PEERS, authority, pool);
      const subjects = [freshString(pool), bareMap(pool), ...peers];
      const timings = await measureRounds(subjects, plan);
      const named = timings.map((timing) => ({ ...timing, name: `${algorithm}: ${timing.name}` }));
      rows.push(...timingRows(named, `${algorithm}: ${ours.name}`));
      bars.push(barOf(algorithm, timings));
    }
    return { title: 'Repeat tokens, 1000 in turn, new strings (reference: ours)', rows, bars };
  },
};

function barOf(algorithm: Algorithm, timings: readonly Timing[]): Bar {
  const [peer, wanted] = algorithm === 'RS256' ? [fastJwtCached, 5] : [jose, 300];
  const ratio = ratioOf(nanosecondsOf(timings, peer.name), nanosecondsOf(timings, ours.name));
  return {
    what: `repeat token, ${algorithm}, against ${peer.name}`,
    bar: `≥ ${wanted}×`,
    measured: timesAndBest(ratio),
    met: ratio.median >= wanted,
  };
}
