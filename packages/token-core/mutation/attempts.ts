// A runner for Vitest that tries many mutants in one run. A test that reaches a mutant is run once more with it, in the same
// process: nothing is loaded again, which is what costs Stryker a third of a second each time.
import { relative } from 'node:path';
import { cwd } from 'node:process';
import { inject, TestRunner, type RunnerTestCase, type TestTryOptions } from 'vitest';

/** What a run is asked for: the tests to run, by their id, with the mutants that each reaches and how often. */
export interface Attempts {
  readonly reached: Readonly<Record<string, readonly Reached[]>>;
}

type Reached = readonly [mutant: string, hits: number];

/** A mutant that a test noticed, and the test passes again without it. */
export interface Kill {
  readonly mutant: string;
  readonly test: string;
  readonly isEndless: boolean;
  readonly message: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly attempts?: Attempts;
    readonly globalNamespace?: string;
    readonly testNameSeparator?: string;
  }
  interface TaskMeta {
    /** The test, as Stryker names it. */
    attempted?: string;
    kills?: readonly Kill[];
    /** A mutant had left something behind after this test. */
    isSpoiled?: boolean;
  }
}

/** What Stryker's mutated code reads; several files of a run share it, as they share the modules. */
interface Shared {
  activeMutant?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  killed?: Set<string>;
  isSpoiled?: boolean;
}

interface Plan {
  readonly test: string;
  readonly mutants: readonly Reached[];
  readonly kills: Kill[];
  next: number;
  step: 'plain' | 'mutant' | 'again' | 'over';
  mutant: Reached;
  error: unknown;
  isFailed: boolean;
  isEndless: boolean;
}

/** As many times more often than without the mutant, as Stryker has it: a loop that has not ended by then has no end. */
const ENDLESS = 100;

/**
 * Counts how often a mutant is reached. Beyond the limit the mutated code throws; where that is caught and tried again for
 * ever, the mutant goes, so that the loop ends by the code as it is.
 */
function countHits(shared: Shared, limit: number): void {
  let count = 0;
  Object.defineProperty(shared, 'hitCount', {
    configurable: true,
    get: () => count,
    set: (value: number) => {
      count = value;
      if (count > limit + ENDLESS) shared.activeMutant = undefined;
    },
  });
}

export default class AttemptsRunner extends TestRunner {
  readonly #attempts = inject('attempts');
  readonly #separator = inject('testNameSeparator') ?? ' ';
  readonly #plans = new WeakMap<RunnerTestCase, Plan>();

  get #shared(): Shared {
    const shared = globalThis as unknown as Record<string, Shared | undefined>;
    return (shared[inject('globalNamespace') ?? ''] ??= {});
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    if (this.#attempts === undefined) return;
    const id = idOf(test, this.#separator);
    const { killed, isSpoiled } = this.#shared;
    const mutants = (this.#attempts.reached[id] ?? []).filter(([mutant]) => killed?.has(mutant) !== true);
    if (mutants.length === 0 || isSpoiled === true) {
      test.mode = 'skip';
      return;
    }
    // With a second look at each; those that are not needed do nothing.
    test.repeats = 2 * mutants.length;
    this.#plans.set(test, {
      test: id,
      mutants,
      kills: [],
      next: 0,
      step: 'plain',
      mutant: ['', 0],
      error: undefined,
      isFailed: false,
      isEndless: false,
    });
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    const plan = this.#plans.get(test);
    if (plan === undefined) return;
    if (options.repeats > 0) this.#settle(test, plan);
    plan.isFailed = false;
    if (plan.step !== 'mutant') return;
    const shared = this.#shared;
    const [mutant, hits] = plan.mutant;
    shared.hitLimit = hits * ENDLESS;
    countHits(shared, hits * ENDLESS);
    shared.activeMutant = mutant;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const plan = this.#plans.get(test);
    if (plan?.step === 'over') return;
    const run = TestRunner.getTestFn(test);
    if (plan === undefined || plan.step === 'plain') {
      await run();
      return;
    }
    try {
      await run();
    } catch (error) {
      // Not thrown on: Vitest would write down the difference of what was expected and found, for nobody.
      plan.isFailed = true;
      if (plan.step === 'mutant') plan.error = error;
    }
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    const plan = this.#plans.get(test);
    if (plan === undefined) return;
    const shared = this.#shared;
    if (plan.step === 'mutant') {
      plan.isEndless = (shared.hitCount ?? 0) > (shared.hitLimit ?? 0);
      plan.isFailed ||= plan.isEndless;
    }
    shared.activeMutant = undefined;
    Object.defineProperty(shared, 'hitCount', { configurable: true, writable: true, value: undefined });
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    const plan = this.#plans.get(test);
    if (plan === undefined || test.result === undefined) return;
    this.#settle(test, plan);
    test.meta.attempted = plan.test;
    test.meta.kills = plan.kills;
    test.result = { ...test.result, state: 'pass', errors: [], attempts: [] };
  }

  /** What the attempt that just ended says, and which one comes next. */
  #settle(test: RunnerTestCase, plan: Plan): void {
    const isFailed = plan.isFailed || test.result?.attempts?.at(-1)?.state === 'fail';
    if (plan.step === 'mutant' && isFailed) {
      plan.step = 'again';
      return;
    }
    if (plan.step === 'again' && !isFailed) {
      const { isEndless, error } = plan;
      const [mutant] = plan.mutant;
      plan.kills.push({ mutant, test: plan.test, isEndless, message: messageOf(error) });
      (this.#shared.killed ??= new Set()).add(mutant);
    } else if (isFailed) {
      // Something of a mutant stayed behind: what comes now says nothing any more.
      this.#shared.isSpoiled = true;
      test.meta.isSpoiled = true;
    }
    const following = plan.mutants[plan.next++];
    plan.step = this.#shared.isSpoiled === true || following === undefined ? 'over' : 'mutant';
    plan.mutant = following ?? plan.mutant;
  }
}

/** As Stryker names a test. */
function idOf(test: RunnerTestCase, separator: string): string {
  const names = [test.name];
  for (let { suite } = test; suite !== undefined; suite = suite.suite) names.unshift(suite.name);
  return `${relative(cwd(), test.file.filepath)}#${names.join(separator).trim()}`;
}

/** Also of what a test throws for the sake of it. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error;
}
