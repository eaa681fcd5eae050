import type { Subject } from '../measure/rounds.js';
import type { Authority } from '../tokens/authority.js';
import type { TokenPool } from '../tokens/pool.js';
import type { Peer } from './peer.js';

/** The peers that know the algorithm, each with a new string for every call. */
export async function peerSubjects(
  peers: readonly Peer[],
  authority: Authority,
  pool: TokenPool,
): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const peer of peers) {
    const verify = await peer.setup(authority);
    if (verify === undefined) continue;
    // A peer that refuses good tokens would look fast: here it ends the run.
    await verify(pool.fresh(0));
    const callsBefore = peer.remembers === true ? pool.size : 0;
    subjects.push({ name: peer.name, callsBefore, run: (index) => verify(pool.fresh(index)) });
  }
  return subjects;
}
