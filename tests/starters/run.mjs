// `npm run starters`: the projects that the frameworks' own starters make, with our packages from tarballs and the lines of the
// READMEs, and what those projects' own scripts say of them. Names narrow it down: `npm run starters -- nest-11`.
// `--lock` writes the lockfiles anew instead, after a template or a dependency of ours has changed.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { startIssuer } from './lib/issuer.mjs';
import { packPackages } from './lib/packages.mjs';
import { installProject, layProject, lockProject } from './lib/project.mjs';

const HERE = new URL('./', import.meta.url);
const REPORTS = new URL('../../reports/', HERE);
/** Most of a step runs on one core. */
const LANES = 2;

const parameters = process.argv.slice(2);
const wanted = parameters.filter((name) => !name.startsWith('-'));
const names = readdirSync(HERE)
  .filter((name) => existsSync(new URL(`${name}/starter.mjs`, HERE)))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

const startedAt = Date.now();
// A run that does not come to its end must not be counted by the last one.
rmSync(new URL('starters.json', REPORTS), { force: true });
packPackages();
await (parameters.includes('--lock') ? writeLocks() : runStarters());

async function writeLocks() {
  for (const name of names) {
    const starter = await read(name);
    if (starter.packages !== undefined) await lockProject(layProject(name, starter));
  }
}

async function runStarters() {
  const issuer = await startIssuer();
  const outcomes = [];
  try {
    const queue = [...names];
    const lane = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift())
        outcomes.push(...(await runStarter(name, issuer)));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    await issuer.close();
  }
  const [passed, failed] = ['passed', 'failed'].map((kind) => outcomes.filter((it) => it === kind).length);
  mkdirSync(REPORTS, { recursive: true });
  // In the form of Vitest's: .ci/run counts both. A step is a test.
  writeFileSync(
    new URL('starters.json', REPORTS),
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed }),
  );
  console.log(
    `${failed === 0 ? 'All in order' : `${failed} not in order`}: ${passed} steps, ${seconds(startedAt)} s.`,
  );
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** Lays the project out, installs it, and takes its steps one after the other; the first that fails ends it. */
async function runStarter(name, issuer) {
  const starter = await read(name);
  if (starter.missing !== undefined) {
    // Where everything is judged, nothing is passed over.
    const outcome = process.env.CI === undefined ? 'skipped' : 'failed';
    console.log(`${name}: ${outcome}, ${starter.missing}`);
    return [outcome];
  }
  const project = layProject(name, starter);
  const install = { title: 'install', run: () => installProject(project) };
  const outcomes = [];
  for (const { title, run } of [...(starter.packages === undefined ? [] : [install]), ...starter.steps]) {
    const stepStartedAt = Date.now();
    try {
      await run(project, issuer);
      outcomes.push('passed');
      console.log(`✔ ${name}: ${title} (${seconds(stepStartedAt)} s)`);
    } catch (error) {
      outcomes.push('failed');
      console.log(`✘ ${name}: ${title} (${seconds(stepStartedAt)} s)\n${error.message}`);
      break;
    } finally {
      await project.stop();
    }
  }
  return outcomes;
}

async function read(name) {
  const { default: starter } = await import(new URL(`${name}/starter.mjs`, HERE));
  return starter;
}

function seconds(from) {
  return ((Date.now() - from) / 1000).toFixed(1);
}
