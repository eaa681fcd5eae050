import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { build } from 'esbuild';
import { output } from './child.mjs';
import { HERE, WORK } from './packages.mjs';

const modules = `${HERE}node_modules`;
const nodeBinary = (version) => `${modules}/node${version}/bin/node`;

const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1) ?? '');
const process =
  (command, parameters = []) =>
  async (origin) =>
    lastLine(await output(command, [...parameters, `${HERE}suite/process.mjs`, origin]));
const consumer = (version, file) => async () =>
  lastLine(await output(nodeBinary(version), [`${HERE}consumers/${file}`]));

/** Each runtime with how to run the suite on it, the slowest first. A leg that cannot run here says why. */
export const LEGS = [
  {
    name: 'Chromium',
    run: runInChromium,
    missing: findChromium() === undefined ? 'no Chromium on this machine' : undefined,
  },
  {
    name: 'Deno',
    run: process(`${modules}/.bin/deno`, [
      'run',
      '--no-config',
      '--cached-only',
      '--node-modules-dir=manual',
      '--allow-net=127.0.0.1',
      `--allow-read=${HERE}..`,
    ]),
  },
  ...[20, 22, 24, 26].map((version) => ({ name: `Node.js ${version}`, run: process(nodeBinary(version)) })),
  { name: 'workerd', run: runInWorkerd },
  { name: 'Bun', run: process(`${modules}/bun/bin/bun.exe`) },
  ...[20, 24].flatMap((version) => [
    { name: `require() on Node.js ${version}`, run: consumer(version, 'core.cjs') },
    { name: `require() in NestJS 11 on Node.js ${version}`, run: consumer(version, 'nest.cjs') },
  ]),
];

const bundle = (entry, conditions) =>
  build({
    entryPoints: [`${HERE}suite/${entry}`],
    outfile: `${WORK}/${entry}`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions,
    logLevel: 'error',
  });

/** A worker without `nodejs_compat`: the core needs nothing of Node.js. */
async function runInWorkerd(origin) {
  await bundle('worker.mjs', ['workerd', 'worker']);
  const port = await freePort();
  writeFileSync(
    `${WORK}/workerd.capnp`,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "suite", worker = (modules = [(name = "worker", esModule = embed "worker.mjs")], compatibilityDate = "2026-11-01")),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "suite")],
);
`,
  );
  const child = spawn(`${modules}/workerd/bin/workerd`, ['serve', `${WORK}/workerd.capnp`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const address = `http://127.0.0.1:${port}/?origin=${encodeURIComponent(origin)}`;
    return await (await untilAnswered(address)).json();
  } finally {
    child.kill('SIGKILL');
  }
}

async function untilAnswered(address) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(address, { signal: AbortSignal.timeout(100_000) });
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What the page of the test server loads. */
export const bundlePage = () => bundle('page.mjs', ['browser']);

async function runInChromium(origin) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => globalThis.runSuite !== undefined);
    return await page.evaluate((address) => globalThis.runSuite(address), origin);
  } finally {
    await browser.close();
  }
}

function findChromium() {
  const places = [
    globalThis.process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}
