import { Child } from '../children/child.js';
import { OURS } from '../http/contract.js';
import { rateRatioOf, type Ratio, ratioOf, spreadOf } from '../measure/statistics.js';
import { MIXED_PEERS } from '../mixed/apis.js';
import type { MixedResult, MixedServerOrder, MixedStart } from '../mixed/contract.js';
import { digits, time, timeSpread, whole } from '../report/format.js';
import type { Bar, Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

const PROCESSES = [1, 4];

/** What came of one peer, a figure a round. */
interface Lane {
  readonly name: string;
  readonly perSecond: number[];
  /** Milliseconds. */
  readonly p50: number[];
  readonly p99: number[];
  /** Nanoseconds a request. */
  readonly cpu: number[];
  refused: number;
  letIn: number;
  faults: number;
}

/**
 * A load as it comes, over 64 connections: known tokens, new ones and junk; after a third the keys rotate, and from the half on
 * their endpoint fails for a sixth of the requests. Every API is started anew for each round, as one process or as four.
 */
export const mixed: SectionRunner = {
  name: 'mixed',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 1, requests: 4000 } : { rounds: 3, requests: 9600 };
    const { child: load, first } = await Child.start('mixed-load', { requests: plan.requests });
    const { trust } = first as MixedStart;
    const rows: Row[] = [];
    const bars: Bar[] = [];
    try {
      for (const processes of PROCESSES) {
        const lanes = Object.keys(MIXED_PEERS).map((name) => laneOf(name));
        for (let round = 0; round < plan.rounds; round++) {
          for (let turn = 0; turn < lanes.length; turn++) {
            const lane = lanes[(round + turn) % lanes.length];
            if (lane !== undefined) await shoot(lane, { peer: lane.name, processes, trust }, load);
          }
        }
        const label = processes === 1 ? 'one process' : `${processes} processes`;
        rows.push(...lanes.map((lane) => rowOf(label, lane)));
        bars.push(...barsOf(label, lanes));
      }
    } finally {
      await load.end();
    }
    return {
      title: `A load as it comes, RS256 on Fastify, ${whole(plan.requests)} requests: 70 % known tokens, 25 % new, 5 % junk; keys rotate, their endpoint fails for a while (CPU time of the server per request, its quartiles; p50 and p99 of the answers; requests per second; what was answered wrongly in all rounds)`,
      rows,
      bars,
    };
  },
};

function laneOf(name: string): Lane {
  return { name, perSecond: [], p50: [], p99: [], cpu: [], refused: 0, letIn: 0, faults: 0 };
}

async function shoot(lane: Lane, order: MixedServerOrder, load: Child): Promise<void> {
  const { child: server, first } = await Child.start('mixed-server', order);
  try {
    const { url } = first as { readonly url: string };
    await load.ask({ url, isWarmUp: true });
    const before = (await server.ask('usage')) as number;
    const result = (await load.ask({ url, isWarmUp: false })) as MixedResult;
    const used = ((await server.ask('usage')) as number) - before;
    lane.perSecond.push(result.requests / result.seconds);
    lane.p50.push(result.p50);
    lane.p99.push(result.p99);
    lane.cpu.push((used * 1000) / result.requests);
    lane.refused += result.refused;
    lane.letIn += result.letIn;
    lane.faults += result.faults;
  } finally {
    await server.end();
  }
}

function rowOf(label: string, { name, perSecond, p50, p99, cpu, refused, letIn, faults }: Lane): Row {
  const spread = spreadOf(cpu);
  return {
    subject: `${label}: ${name}`,
    median: time(spread.median),
    spread: timeSpread(spread),
    best: `${milliseconds(p50)}, ${milliseconds(p99)}`,
    perSecond: whole(spreadOf(perSecond).median),
    against: `${refused} good refused, ${letIn} junk let in, ${faults} answered 5xx`,
  };
}

function milliseconds(figures: readonly number[]): string {
  return time(spreadOf(figures).median * 1e6);
}

function barsOf(label: string, lanes: readonly Lane[]): readonly Bar[] {
  const [own, ...peers] = lanes;
  if (own?.name !== OURS) throw new Error('Ours comes first.');
  return peers.map((peer) => {
    const figures: readonly (readonly [string, Ratio])[] = [
      ['requests per second', rateRatioOf(own.perSecond, peer.perSecond)],
      ['p50', ratioOf(peer.p50, own.p50)],
      ['p99', ratioOf(peer.p99, own.p99)],
      ['CPU time', ratioOf(peer.cpu, own.cpu)],
    ];
    return {
      what: `a mixed load, ${label}, against ${peer.name}`,
      bar: '> 1× in each',
      measured: figures.map(([name, { median }]) => `${name} ${digits(median)}×`).join(', '),
      met: figures.every(([, { median }]) => median > 1),
    };
  });
}
