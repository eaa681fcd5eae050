import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Child } from '../children/child.js';
import { FRAMEWORKS, type Framework, type Listening, OPEN, OURS, type Trust } from '../http/contract.js';
import { startKeyServer } from '../http/key-server.js';
import { shoot, type Throughput, throughputOf, warmUp } from '../http/throughput.js';
import { HTTP_TOKENS, prepareTrust } from '../http/trust.js';
import { rateRatioOf, ratioOf, spreadOf } from '../measure/statistics.js';
import { time, timeSpread, times, timesAndBest, whole } from '../report/format.js';
import type { Bar, Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

/** Where the bench of the state before the seams has the process that serves its routes; it is asked like ours. */
const SERVER = 'apps/benchmark/dist/server.js';

/** Protected routes over HTTP, of an older state of this repository and of this one. */
export const beforeHttp: SectionRunner = {
  name: 'before-http',
  run: async ({ quick, old }) => {
    if (old === undefined) return undefined;
    const keyServer = await startKeyServer();
    const { child: load } = await Child.start('load');
    try {
      const { trust, tokens } = await prepareTrust(keyServer);
      load.tell({ type: 'tokens', tokens });
      const rows: Row[] = [];
      const bars: Bar[] = [];
      for (const framework of FRAMEWORKS.filter((name) => name !== 'Express')) {
        const routes = await measure(framework, trust, load, { old, rounds: quick ? 3 : 60 });
        rows.push(...rowsOf(framework, routes));
        bars.push(barOf(framework, routes));
      }
      return {
        title: `HTTP, before and now, ${HTTP_TOKENS} tokens in turn: CPU time per request; load average ${loadavg()[0]?.toFixed(1)} (reference: the old protected route)`,
        rows,
        bars,
      };
    } finally {
      keyServer.close();
      await load.end();
    }
  },
};

/** The old protected route in two processes, which tells how much two runs of one code differ, and the one of now. */
interface Routes {
  readonly old: Throughput;
  readonly oldAgain: Throughput;
  readonly now: Throughput;
  readonly open: Throughput;
}

const SECONDS = 0.2;

async function measure(
  framework: Framework,
  trust: Trust,
  load: Child,
  { old, rounds }: { readonly old: string; readonly rounds: number },
): Promise<Routes> {
  const oldServer = pathToFileURL(resolve(old, SERVER));
  const servers = await Promise.all(
    [oldServer, oldServer, 'server'].map((file) => Child.start(file, { framework, trust })),
  );
  try {
    const [one, other, own] = servers;
    const routes: Routes = {
      old: routeOf(one, OURS),
      oldAgain: routeOf(other, OURS),
      now: routeOf(own, OURS),
      open: routeOf(own, OPEN),
    };
    const all = Object.values(routes) as readonly Throughput[];
    for (const route of all) await warmUp(route, load);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < all.length; turn++) {
        const route = all[(round + turn) % all.length];
        if (route !== undefined) await shoot(route, load, SECONDS);
      }
    }
    return routes;
  } finally {
    for (const { child } of servers) await child.end();
  }
}

function routeOf(started: Awaited<ReturnType<typeof Child.start>> | undefined, name: string): Throughput {
  const app = (started?.first as Listening | undefined)?.apps.find((one) => one.name === name);
  if (started === undefined || app === undefined) throw new Error(`No route is called ${name}.`);
  return throughputOf(app, started.child);
}

function rowsOf(framework: Framework, { old, oldAgain, now, open }: Routes): readonly Row[] {
  const named: readonly (readonly [string, Throughput])[] = [
    ['open, now', open],
    ['protected, old', old],
    ['protected, old once more', oldAgain],
    ['protected, now', now],
  ];
  return named.map(([name, route]) => {
    const cpu = spreadOf(route.cpuNanoseconds);
    return {
      subject: `${framework}: ${name}`,
      median: time(cpu.median),
      spread: timeSpread(cpu),
      best: time(Math.min(...route.cpuNanoseconds)),
      perSecond: whole(spreadOf(route.perSecond).median),
      against: route === old ? '1' : times(rateRatioOf(route.perSecond, old.perSecond)),
    };
  });
}

/** No slower than the old code, beyond what two runs of the old code differ by. */
function barOf(framework: Framework, { old, oldAgain, now }: Routes): Bar {
  const lower = Math.min(
    rateRatioOf(oldAgain.perSecond, old.perSecond).lower,
    rateRatioOf(old.perSecond, oldAgain.perSecond).lower,
  );
  const ratio = rateRatioOf(now.perSecond, old.perSecond);
  return {
    what: `${framework}: requests per second of the protected route against the old code`,
    bar: `≥ ${lower.toFixed(2)}×, the lower quartile between two runs of the old code`,
    measured: `${timesAndBest(ratio)}; by CPU time ${timesAndBest(ratioOf(old.cpuNanoseconds, now.cpuNanoseconds))}`,
    met: ratio.median >= lower,
  };
}
