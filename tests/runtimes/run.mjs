// `npm run runtimes`: the packed packages on every runtime they promise to run on.
// Names narrow it down: `npm run runtimes -- Deno workerd`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { bundlePage, LEGS } from './lib/legs.mjs';
import { HERE, installPackages, WORK } from './lib/packages.mjs';
import { startServer } from './lib/server.mjs';

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const legs = LEGS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
);
const startedAt = Date.now();
const LANES = 2;
const REPORTS = `${HERE}../../reports`;

// A run that does not come to its end must not be counted by the last one.
rmSync(`${REPORTS}/runtimes.json`, { force: true });

installPackages();
writeFileSync(`${WORK}/corpus.json`, JSON.stringify(await readCorpus()));
await bundlePage();
const server = await startServer(() => readFileSync(`${WORK}/page.mjs`));
const outcomes = [];
try {
  // Most of a leg runs on one core.
  const queue = [...legs];
  const lane = async () => {
    for (let leg = queue.shift(); leg !== undefined; leg = queue.shift()) outcomes.push(await runLeg(leg));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
} finally {
  await server.stop();
}
const [passed, failed] = ['passed', 'failed'].map((kind) => outcomes.filter((it) => it === kind).length);
mkdirSync(REPORTS, { recursive: true });
// In the form of Vitest's: .ci/run counts both. A leg is a test.
writeFileSync(`${REPORTS}/runtimes.json`, JSON.stringify({ numPassedTests: passed, numFailedTests: failed }));
console.log(`${failed === 0 ? 'All in order' : `${failed} not in order`}, ${seconds(startedAt)} s.`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runLeg({ name, run, missing }) {
  if (missing !== undefined) {
    // Where everything is judged, nothing is passed over.
    const outcome = process.env.CI === undefined ? 'skipped' : 'failed';
    console.log(`${name}: ${outcome}, ${missing}`);
    return outcome;
  }
  const legStartedAt = Date.now();
  const { passed, failures } = await run(server.origin).catch((error) => ({
    passed: 0,
    failures: [String(error)],
  }));
  console.log(`${name}: passed ${passed}, failed ${failures.length} (${seconds(legStartedAt)} s)`);
  for (const failure of failures.slice(0, 20)) console.log(`  ✘ ${failure}`);
  return failures.length > 0 || passed === 0 ? 'failed' : 'passed';
}

function seconds(from) {
  return ((Date.now() - from) / 1000).toFixed(1);
}

/** The attack corpus, made once for all, so that every runtime judges the same bytes. */
async function readCorpus() {
  const settings = {
    issuer: 'https://issuer.test/oidc',
    resource: 'https://api.example.com',
    now: 1_800_000_000_000,
  };
  const { exports: entries } = JSON.parse(
    readFileSync(`${HERE}node_modules/@acme/token-attack/package.json`, 'utf8'),
  );
  if (entries['./corpus'] === undefined) return { ...settings, cases: [] };
  const { createCorpus } = await import('@acme/token-attack/corpus');
  const cases = (await createCorpus(settings))
    .filter(
      ({ request, expected }) =>
        request === undefined && expected.reason !== 'missing' && expected.reason !== 'credentials',
    )
    .map(({ title, token, keys, options, requirement, expected }) => ({
      title,
      token,
      keys,
      options,
      requirement,
      expected: expected.reason,
    }));
  return { ...settings, cases };
}
