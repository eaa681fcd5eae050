import { measureRounds, type Subject } from '../measure/rounds.js';
import { spreadOf } from '../measure/statistics.js';
import { awsJwtVerify, fastJwt, honoJwt, jose, jsonWebToken, ours } from '../peers/all.js';
import type { Verify } from '../peers/peer.js';
import { time, timeSpread } from '../report/format.js';
import { type Bar, nanosecondsOf, type Row, timingRows } from '../report/section.js';
import { type Authority, createAuthority, mintToken, signPayload } from '../tokens/authority.js';
import type { SectionRunner } from './context.js';

const PEERS = [ours, jose, fastJwt, awsJwtVerify, jsonWebToken, honoJwt];

/** The most that refusing what is not worth a look may cost. */
const LIMIT_IN_NANOSECONDS = 100_000;

interface Hostile {
  readonly name: string;
  readonly token: string;
  readonly hasBar: boolean;
}

/** What costs the sender nothing has to cost the API next to nothing. */
export const refusal: SectionRunner = {
  name: 'refusal',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 3, milliseconds: 10 } : { rounds: 9, milliseconds: 40 };
    const authority = await createAuthority('ES384');
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const hostile of hostileTokens(authority)) {
      const subjects = await refusals(authority, hostile);
      const timings = await measureRounds(subjects, plan);
      const own = subjects[0]?.name ?? '';
      rows.push(...timingRows(timings, own));
      if (!hostile.hasBar) continue;
      const spread = spreadOf(nanosecondsOf(timings, own));
      bars.push({
        what: `refusing ${hostile.name}`,
        bar: '≤ 0.1 ms',
        measured: `${time(spread.median)} (${timeSpread(spread)})`,
        met: spread.median <= LIMIT_IN_NANOSECONDS,
      });
    }
    return { title: 'Refusing, ES384 (reference: ours)', rows, bars };
  },
};

function hostileTokens(authority: Authority): readonly Hostile[] {
  const good = mintToken(authority);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const expired = Math.floor(Date.now() / 1000) - 3600;
  return [
    { name: '1 MB of dots', token: '.'.repeat(1e6), hasBar: true },
    { name: 'a 1 MB token', token: mintToken(authority, { padding: 'x'.repeat(750_000) }), hasBar: true },
    { name: 'a 100,000-deep payload', token: signPayload(authority, nested(100_000)), hasBar: true },
    {
      name: 'a 5,000-deep payload, signed, below the length limit',
      token: signPayload(authority, nested(5000)),
      hasBar: false,
    },
    { name: 'junk', token: 'not-a-token-at-all', hasBar: false },
    { name: 'junk in three parts', token: `${payload}.${header}.${signature}`, hasBar: false },
    {
      name: 'an expired token',
      token: mintToken(authority, { iat: expired - 60, exp: expired }),
      hasBar: false,
    },
    { name: 'a wrong signature', token: `${header}.${payload}.${flipped(signature)}`, hasBar: false },
  ];
}

/** Lists in lists. */
function nested(depth: number): string {
  return `{"exp":4102444800,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

/** Another signature of the same length and alphabet. */
function flipped(signature: string): string {
  return (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
}

async function refusals(authority: Authority, { name, token }: Hostile): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  for (const peer of PEERS) {
    const verify = await peer.setup(authority);
    if (verify === undefined) continue;
    const accepted = await accepts(verify, token);
    subjects.push({
      name: `${name}: ${peer.name}${accepted ? ' (accepts it)' : ''}`,
      run: () => settle(verify, token),
    });
  }
  return subjects;
}

async function accepts(verify: Verify, token: string): Promise<boolean> {
  try {
    await verify(token);
    return true;
  } catch {
    return false;
  }
}

/** Waits for the answer, whatever it is; without a promise where the peer makes none. */
function settle(verify: Verify, token: string): unknown {
  try {
    const answer = verify(token);
    return answer instanceof Promise ? answer.catch(() => undefined) : answer;
  } catch {
    return undefined;
  }
}
