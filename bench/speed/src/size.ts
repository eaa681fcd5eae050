// Keeps the weight of each published package and the import time of the core within their budgets, by size-limit.
import { fileURLToPath } from 'node:url';
import esbuildPlugins from '@size-limit/esbuild';
import filePlugins from '@size-limit/file';
import sizeLimit from 'size-limit';
import { bytes, time } from './report/format.js';
import { IMPORT_BUDGET, SIZE_BUDGETS } from './size/budgets.js';
import { measureImports } from './size/import-time.js';

/** A check as size-limit fills it in. */
interface Check {
  readonly name: string;
  readonly files: readonly string[];
  /** Names by the file they are imported from, in place of `files`. */
  readonly import?: Readonly<Record<string, string>>;
  readonly disablePlugins: readonly string[];
  /** What it may weigh; where that is missed, `sizeLimit` is the figure that was last measured. */
  readonly budget?: number;
  readonly sizeLimit?: number;
  size?: number;
  timeLimit?: number;
  totalTime?: number;
  passed?: boolean;
}

const ROOT = new URL('../../../', import.meta.url);
const CORE = '@acme/token-core';
const IMPORT_ROUNDS = 15;

/** Takes the shortest of several imports, so that a busy machine does not decide; jose's is the measure. */
const importTimePlugin = {
  name: 'import-time',
  step50: async (_config: object, check: Check): Promise<void> => {
    const figures = await measureImports(['jose', CORE], IMPORT_ROUNDS);
    check.timeLimit = IMPORT_BUDGET * Math.min(...(figures.get('jose') ?? []));
    check.totalTime = Math.min(...(figures.get(CORE) ?? []));
  },
};

function pathOf(entry: string): string {
  return fileURLToPath(new URL(entry, ROOT));
}

function importsOf(entries: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entries).map(([entry, names]) => [pathOf(entry), names]));
}

const checks: Check[] = [
  ...SIZE_BUDGETS.map(({ name, entry, without, bytes: budget, ratchet }) => ({
    name,
    ...(typeof entry === 'string' ? { files: [pathOf(entry)] } : { files: [], import: importsOf(entry) }),
    ignore: [...without],
    budget,
    sizeLimit: ratchet ?? budget,
    modifyEsbuildConfig: (config: object) => ({
      ...config,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'es2022',
      logLevel: 'error',
    }),
    disablePlugins: [importTimePlugin.name],
  })),
  {
    name: `import of ${CORE}, against ${IMPORT_BUDGET} × jose`,
    files: [],
    disablePlugins: ['@size-limit/esbuild', '@size-limit/file'],
  },
];

const plugins = [...esbuildPlugins, ...filePlugins, importTimePlugin];
await sizeLimit(plugins as unknown as Parameters<typeof sizeLimit>[0], { checks });

for (const check of checks) {
  const { name, passed, size, sizeLimit, budget, totalTime, timeLimit } = check;
  const found = size === undefined ? time(totalTime ?? Number.NaN) : bytes(size);
  const wanted = budget === undefined ? time(timeLimit ?? Number.NaN) : bytes(budget);
  const isMissed = size !== undefined && budget !== undefined && size > budget;
  const ratchet = isMissed ? `, MISSED; what fails the check is more than ${bytes(sizeLimit ?? budget)}` : '';
  console.log(`${passed === true ? '✔' : '✘'} ${name}: ${found} of ${wanted}${ratchet}`);
}
if (!checks.every(({ passed }) => passed === true)) process.exitCode = 1;
