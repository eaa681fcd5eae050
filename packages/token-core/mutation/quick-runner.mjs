// Stryker's runner for Vitest, with a quick way in front: right after the run without a mutant, each test is run again with
// each mutant it reaches (`attempts.ts`). A mutant that is noticed there is done; whatever is left goes Stryker's own way, with
// every module loaded anew. So nothing is ever told to have survived by the quick way.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { strykerPlugins as vitestPlugins } from '@stryker-mutator/vitest-runner';

const [vitest] = vitestPlugins;
/** In the sandbox, which is the working directory: a worker that was started anew has it too. */
const KILLS = 'kills.json';
/** Milliseconds, ten times the slowest of the tests below: one that takes longer waits for what a mutant will never give. */
const ANSWERLESS = Number(process.env.MUTATION_PATIENCE ?? 4_000);
/** Milliseconds. Most mutants end with a test that takes none, so the slow ones are asked about few. */
const SLOWNESS = [25, ANSWERLESS / 10];
/** Only the quick way: what it leaves is shown as if it had survived. */
const isQuick = process.env.MUTATION_QUICK !== undefined;
const UNDECIDED = { status: 'survived', nrOfTests: 0 };
/** How often a pass may be cut short by a mutant that left something behind. */
const PASSES = 12;

function quickRunnerFactory(injector) {
  const runner = vitest.factory(injector);
  let kills;
  return {
    capabilities: () => runner.capabilities(),
    init: () => runner.init(),
    dispose: () => runner.dispose(),
    async dryRun(options) {
      const result = await runner.dryRun(options);
      if (result.mutantCoverage !== undefined) await findKills(runner, result);
      return result;
    },
    async mutantRun(options) {
      kills ??= existsSync(KILLS) ? JSON.parse(readFileSync(KILLS, 'utf8')) : {};
      return kills[options.activeMutant.id] ?? (isQuick ? UNDECIDED : runner.mutantRun(options));
    },
  };
}
quickRunnerFactory.inject = vitest.factory.inject;

async function findKills(runner, { tests, mutantCoverage }) {
  const kills = {};
  /** Tests that were run with all that is left, and those after which nothing could be believed. */
  const done = new Set();
  const perTest = Object.entries(mutantCoverage.perTest);
  for (const slowness of SLOWNESS) {
    const quick = new Set(tests.filter(({ timeSpentMs }) => timeSpentMs <= slowness).map(({ id }) => id));
    for (let pass = 0; pass < PASSES; pass++) {
      const reached = Object.fromEntries(
        perTest
          .filter(([test]) => quick.has(test) && !done.has(test))
          .map(([test, hits]) => [test, Object.entries(hits).filter(([mutant]) => !(mutant in kills))]),
      );
      const { found, attempted, spoiled } = await attempt(runner, reached);
      for (const { mutant, test, isEndless, message } of found) {
        kills[mutant] = isEndless
          ? { status: 'timeout', reason: message }
          : { status: 'killed', killedBy: [test], failureMessage: message, nrOfTests: 1 };
      }
      for (const test of attempted) done.add(test);
      if (!spoiled) break;
    }
  }
  writeFileSync(KILLS, JSON.stringify(kills));
}

async function attempt({ ctx }, reached) {
  ctx.provide('attempts', { reached });
  const limits = ctx.projects.map(({ config }) => config.testTimeout);
  for (const { config } of ctx.projects) config.testTimeout = ANSWERLESS;
  ctx.state.filesMap.clear();
  // A file that fails as a whole has told nothing, and Stryker's own way is still to come.
  await ctx.start().catch(() => undefined);
  ctx.provide('attempts', undefined);
  for (const [index, { config }] of ctx.projects.entries()) config.testTimeout = limits[index];
  // A promise that a mutant left alone is nobody's failure.
  ctx.state.errorsSet.clear();
  const metas = ctx.state.getFiles().flatMap((file) => metasOf(file));
  return {
    found: metas.flatMap(({ kills = [] }) => kills),
    attempted: metas.map(({ attempted }) => attempted),
    spoiled: metas.some(({ isSpoiled }) => isSpoiled),
  };
}

function metasOf({ meta, tasks = [] }) {
  return [meta, ...tasks.flatMap((task) => metasOf(task))];
}

export const strykerPlugins = [{ ...vitest, factory: quickRunnerFactory }];
export { strykerValidationSchema } from '@stryker-mutator/vitest-runner';
