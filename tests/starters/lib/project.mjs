import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ask.mjs';
import { TARBALLS, unpack } from './packages.mjs';

const HERE = fileURLToPath(new URL('../', import.meta.url));
/** Outside of this repository, so that a project finds nothing here that it lacks. */
const WORK = join(realpathSync(tmpdir()), 'acme-token-starters');
const QUICK = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
/** A step that hangs is a step that fails. In milliseconds. */
const LONGEST = 600_000;
/** Projects are started as on their owner's machine: nothing of this repository's own scripts is handed on. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|INIT_CWD|CI$)/i.test(name)),
);

/** The template as it was generated, our packages among its dependencies, and what the starter writes into it. */
export function layProject(name, starter) {
  const project = createProject(name, starter);
  mkdirSync(project.folder, { recursive: true });
  // Installed packages outlive a run: whether they still fit, `installProject` finds out.
  for (const item of readdirSync(project.folder)) {
    if (item !== 'node_modules') rmSync(join(project.folder, item), { recursive: true, force: true });
  }
  const template = `${HERE}${name}/template`;
  if (existsSync(template)) cpSync(template, project.folder, { recursive: true });
  if (starter.packages !== undefined) project.edit('package.json', (text) => addPackages(text, starter));
  starter.lay?.(project);
  return project;
}

/** What `npm install <tarball>` writes into a manifest. */
function addPackages(text, { packages, dependencies = {} }) {
  const manifest = JSON.parse(text);
  const ours = Object.fromEntries(packages.map((name) => [`@acme/${name}`, `file:../packages/${name}.tgz`]));
  manifest.dependencies = { ...manifest.dependencies, ...ours, ...dependencies };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Exactly what the lockfile says (`npm ci`), and our packages from their tarballs. */
export async function installProject(project) {
  const lockfile = readFileSync(`${HERE}${project.name}/package-lock.json`, 'utf8');
  checkLockfile(project, JSON.parse(lockfile));
  copyTarballs();
  const stamp = join(project.folder, 'node_modules/.starter');
  const now = createHash('sha256').update(lockfile).update(project.read('package.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    for (const name of project.packages) unpack(name, join(project.folder, 'node_modules'));
    return;
  }
  project.write('package-lock.json', lockfile);
  await project.run('npm', ['ci', ...QUICK]);
  writeFileSync(stamp, now);
}

/** A lockfile names what our packages depended on when it was written; it has to be what they depend on now. */
function checkLockfile({ name, packages }, { packages: locked }) {
  for (const item of packages) {
    const found = locked[`node_modules/@acme/${item}`];
    const manifest = JSON.parse(readFileSync(`${HERE}../../packages/${item}/package.json`, 'utf8'));
    if (found === undefined || namesIn(found) !== namesIn(manifest))
      throw new Error(`The lockfile of ${name} does not fit ${item}: npm run starters -- ${name} --lock`);
  }
}

function namesIn({ dependencies = {} }) {
  return Object.keys(dependencies).toSorted().join(' ');
}

/** Resolves the project's dependencies anew, and keeps the lockfile without the sums of our own tarballs, which change. */
export async function lockProject(project) {
  copyTarballs();
  // What is installed names no sums; what was locked stays where it still fits, but for what our packages were made of then.
  rmSync(join(project.folder, 'node_modules'), { recursive: true, force: true });
  const place = `${HERE}${project.name}/package-lock.json`;
  if (existsSync(place)) {
    const before = JSON.parse(readFileSync(place, 'utf8'));
    project.write('package-lock.json', JSON.stringify(eachOfOurs(before, () => undefined)));
  }
  await project.run('npm', ['install', '--package-lock-only', ...QUICK]);
  const lockfile = eachOfOurs(JSON.parse(project.read('package-lock.json')), (entry) => ({
    ...entry,
    integrity: undefined,
  }));
  writeFileSync(place, `${JSON.stringify(lockfile, null, 2)}\n`);
}

/** A lockfile with other entries of our own packages. */
function eachOfOurs(lockfile, change) {
  const packages = Object.entries(lockfile.packages).map(([path, entry]) =>
    path.startsWith('node_modules/@acme/') ? [path, change(entry)] : [path, entry],
  );
  return { ...lockfile, packages: Object.fromEntries(packages) };
}

function copyTarballs() {
  cpSync(TARBALLS, join(WORK, 'packages'), { recursive: true });
}

function createProject(name, { packages = [] }) {
  const folder = join(WORK, name);
  const path = (file) => join(folder, file);
  const children = new Set();
  const project = {
    name,
    folder,
    packages,
    read: (file) => readFileSync(path(file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), text);
    },
    edit(file, change) {
      const before = project.read(file);
      const after = change(before);
      if (after === before) throw new Error(`${name}: nothing of ${file} was changed.`);
      project.write(file, after);
    },
    run: (command, parameters, environment) => run(folder, command, parameters, environment),
    /** Starts a server on a free port, told as `PORT`, and waits until it answers. Gives its origin. */
    async start(command, parameters, environment = {}) {
      const port = await freePort();
      const child = start(folder, command, parameters, { PORT: String(port), ...environment });
      children.add(child);
      return untilAnswered(`http://127.0.0.1:${port}`, child);
    },
    async stop() {
      for (const child of children) await end(child);
      children.clear();
    },
  };
  return project;
}

function start(cwd, command, parameters, environment) {
  const PATH = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), ENVIRONMENT.PATH].join(delimiter);
  const child = spawn(command, parameters, {
    cwd,
    // A group of its own: `npm run start` has children.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ENVIRONMENT, NO_COLOR: '1', ...environment, PATH: environment.PATH ?? PATH },
  });
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (child.said += text));
  }
  child.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  return child;
}

async function run(cwd, command, parameters, environment = {}) {
  const child = start(cwd, command, parameters, environment);
  const timer = setTimeout(() => kill(child), LONGEST);
  const code = await child.ended;
  clearTimeout(timer);
  if (code !== 0) {
    throw new Error(`${[command, ...parameters].join(' ')} ended with ${code}:\n${child.said.slice(-6000)}`);
  }
  return child.said;
}

async function untilAnswered(origin, child) {
  const state = { code: undefined };
  void child.ended.then((code) => (state.code = code));
  for (let attempt = 0; attempt < 600; attempt++) {
    if (state.code !== undefined)
      throw new Error(`The server ended with ${state.code}:\n${child.said.slice(-6000)}`);
    try {
      await fetch(origin, { signal: AbortSignal.timeout(5000) });
      return origin;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`The server did not answer in a minute:\n${child.said.slice(-6000)}`);
}

async function end(child) {
  kill(child);
  await child.ended;
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
