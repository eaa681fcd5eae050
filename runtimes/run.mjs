// `npm run runtimes`: the packed packages on every runtime they promise to run on.
// Names narrow it down: `npm run runtimes -- Deno workerd`.
import { readFileSync, writeFileSync } from 'node:fs';
import { bundlePage, LEGS } from './lib/legs.mjs';
import { HERE, installPackages, WORK } from './lib/packages.mjs';
import { startServer } from './lib/server.mjs';

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const legs = LEGS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
);
const startedAt = Date.now();

installPackages();
writeFileSync(`${WORK}/corpus.json`, JSON.stringify(await readCorpus()));
await bundlePage();
const server = await startServer(() => readFileSync(`${WORK}/page.mjs`));
let failed = 0;
try {
  for (const leg of legs) failed += await runLeg(leg);
} finally {
  await server.stop();
}
console.log(`${failed === 0 ? 'All in order' : `${failed} not in order`}, ${seconds(startedAt)} s.`);
process.exitCode = failed === 0 && legs.length > 0 ? 0 : 1;

async function runLeg({ name, run, missing }) {
  if (missing !== undefined) {
    console.log(`${name}: skipped, ${missing}`);
    return 0;
  }
  const legStartedAt = Date.now();
  const { passed, failures } = await run(server.origin).catch((error) => ({
    passed: 0,
    failures: [String(error)],
  }));
  console.log(`${name}: passed ${passed}, failed ${failures.length} (${seconds(legStartedAt)} s)`);
  for (const failure of failures.slice(0, 20)) console.log(`  ✘ ${failure}`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
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
    readFileSync(`${HERE}node_modules/@acme/token-testing/package.json`, 'utf8'),
  );
  if (entries['./corpus'] === undefined) return { ...settings, cases: [] };
  const { createCorpus } = await import('@acme/token-testing/corpus');
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
