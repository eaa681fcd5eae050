import { Child } from '../children/child.js';
import {
  FRAMEWORKS,
  type Framework,
  LOOKS_UP,
  OPEN,
  OURS,
  SAYS_YES,
  type Listening,
  type Trust,
} from '../http/contract.js';
import { startKeyServer } from '../http/key-server.js';
import { shoot, type Throughput, throughputOf, warmUp } from '../http/throughput.js';
import { HTTP_ALGORITHM, HTTP_TOKENS, prepareTrust } from '../http/trust.js';
import { rateRatioOf, ratioOf, spreadOf } from '../measure/statistics.js';
import { time, timeSpread, times, timesAndBest, whole } from '../report/format.js';
import type { Bar, Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

/** The most that an adapter may take of a route's requests per second. */
const WANTED = 0.92;

interface Plan {
  readonly rounds: number;
  readonly seconds: number;
}

/** Whole requests: the same route open and protected, with repeat tokens, under load from another process. */
export const http: SectionRunner = {
  name: 'http',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 3, seconds: 0.3 } : { rounds: 40, seconds: 0.2 };
    const keyServer = await startKeyServer();
    const { child: load } = await Child.start('load');
    try {
      const { trust, tokens } = await prepareTrust(keyServer);
      load.tell({ type: 'tokens', tokens });
      const rows: Row[] = [];
      const bars: Bar[] = [];
      for (const framework of FRAMEWORKS) {
        const routes = await measureFramework(framework, trust, load, plan);
        rows.push(...routes.map((route) => rowOf(framework, route, routes[0] ?? route)));
        bars.push(...barsOf(framework, routes));
      }
      return {
        title: `HTTP, ${HTTP_ALGORITHM}, ${HTTP_TOKENS} tokens in turn: CPU time of the server per request; requests per second (reference: the open route)`,
        rows,
        bars,
      };
    } finally {
      keyServer.close();
      await load.end();
    }
  },
};

async function measureFramework(
  framework: Framework,
  trust: Trust,
  load: Child,
  plan: Plan,
): Promise<readonly Throughput[]> {
  const { child: server, first } = await Child.start('server', { framework, trust });
  try {
    const routes = (first as Listening).apps.map((app) => throughputOf(app, server));
    for (const route of routes) await warmUp(route, load);
    for (let round = 0; round < plan.rounds; round++) {
      for (let turn = 0; turn < routes.length; turn++) {
        const route = routes[(round + turn) % routes.length];
        if (route !== undefined) await shoot(route, load, plan.seconds);
      }
    }
    return routes;
  } finally {
    server.tell({ type: 'close' });
    await server.end();
  }
}

function rowOf(framework: Framework, route: Throughput, open: Throughput): Row {
  const cpu = spreadOf(route.cpuNanoseconds);
  return {
    subject: `${framework}: ${route.name}`,
    median: time(cpu.median),
    spread: timeSpread(cpu),
    best: time(Math.min(...route.cpuNanoseconds)),
    perSecond: whole(spreadOf(route.perSecond).median),
    against: route.name === OPEN ? '1' : times(rateRatioOf(route.perSecond, open.perSecond)),
  };
}

function barsOf(framework: Framework, routes: readonly Throughput[]): readonly Bar[] {
  const [open, own, ...others] = routes;
  if (open?.name !== OPEN || own?.name !== OURS) throw new Error('The open route comes first, then ours.');
  const peers = others.filter(({ name }) => name !== SAYS_YES && name !== LOOKS_UP);
  const ratio = rateRatioOf(own.perSecond, open.perSecond);
  return [
    {
      what: `protected ÷ open, ${framework}`,
      bar: `≥ ${WANTED}×`,
      measured: `${timesAndBest(ratio)}; by CPU time ${timesAndBest(ratioOf(open.cpuNanoseconds, own.cpuNanoseconds))}`,
      met: ratio.median >= WANTED,
    },
    ...peers.map((peer) => {
      const ahead = rateRatioOf(own.perSecond, peer.perSecond);
      return {
        what: `${framework}, ours against ${peer.name}`,
        bar: '> 1×',
        measured: `${timesAndBest(ahead)}; by CPU time ${timesAndBest(ratioOf(peer.cpuNanoseconds, own.cpuNanoseconds))}`,
        met: ahead.median > 1,
      };
    }),
  ];
}
