// Everything that has to hold before a change lands, in the order of what breaks most. Runs all of it, so that one run
// tells all that is wrong, and ends with what a person wants to know. `node scripts/check.mjs Lint Format` runs these
// steps alone.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const REPORT = 'reports/tests.json';
const environment = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
};
const quiet = '--output-logs=errors-only';
// Without a worker of its own for each file: what files share, and most of all a framework, is loaded once.
const vitest = ['run', '--no-isolate', '--reporter=dot', '--reporter=json', `--outputFile.json=${REPORT}`];

const everyStep = [
  ['Build', 'turbo', ['run', 'build', quiet]],
  ['Types', 'turbo', ['run', 'typecheck', 'lint:package', quiet]],
  ['Sizes', 'node', ['bench/speed/dist/size.js']],
  ['Lint', 'oxlint', ['--type-aware', '--quiet']],
  ['Format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['Tests', 'vitest', vitest],
];
/** More than a unit: whole hosts, whole attacks, processes, an authorization server over HTTP, input by chance, a heap. */
const slow =
  'contract attack https cli command commands/* readme live agreement feeds leaks corpus broken-host compare traits ' +
  'sequences properties rule-26-no-timers claims-script clients organization-tokens';
const units = ['@acme/*', '!@acme/token-issuer', '!@acme/token-redis']
  .map((name) => `--project=${name}`)
  .concat(slow.split(' ').map((name) => `--exclude=**/${name}.test.ts`));
/** Parts of the above, asked for by name. */
const parts = [
  ['Unused', 'knip', ['--no-config-hints']],
  ['Packages', 'turbo', ['run', 'build', '--filter=./packages/*', quiet]],
  ['Unit', 'vitest', [...vitest, ...units]],
];

/** Of the two sources of keys, which keep the same rules, one; the other has its own tests among them too. */
const forUnits = { KEY_SOURCES: 'remoteKeys' };

const names = process.argv.slice(2);
const steps =
  names.length === 0 ? everyStep : [...everyStep, ...parts].filter(([name]) => names.includes(name));

mkdirSync('reports', { recursive: true });
rmSync(REPORT, { force: true });

const failed = [];
for (const [name, command, parameters] of steps) {
  const startedAt = Date.now();
  console.log(`\n▶ ${name}`);
  const code = await run(command, parameters, name === 'Unit' ? forUnits : {});
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(code === 0 ? `✔ ${name}, ${seconds} s` : `✘ ${name}, ${seconds} s`);
  if (code === 0) continue;
  failed.push(name);
  // Nothing else can be told of what does not build.
  if (name === 'Build' || name === 'Packages') break;
}

const report = readReport();
if (report !== undefined) {
  console.log(`\n${report.numPassedTests} tests passed, ${report.numFailedTests} failed.`);
}
if (failed.length > 0) {
  console.error(`Not in order: ${failed.join(', ')}.`);
  process.exitCode = 1;
}

function run(command, parameters, settings) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: 'inherit', env: { ...environment, ...settings } });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function readReport() {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    return undefined;
  }
}
