import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createVerifier } from '@acme/token-core';
import { createIssuer, type Issuer } from '@acme/token-issuer';
import { access } from './access.js';
import { type Api, API_KINDS, startApi } from './apis.js';
import { playAttacks } from './attacks.js';
import { playChanges, playFreshness } from './changes.js';
import { printCurl } from './curl.js';
import { openManagement } from './management.js';
import { playOutage } from './outage.js';
import { play } from './play.js';
import { expectFree } from './ports.js';
import { type Scene, scenesWith, scenesWithoutToken } from './scenes.js';
import { checkArguments, ENDS_AFTER_TABLE, FOREIGN_ISSUER, ISSUER_PORT, RESOURCE } from './settings.js';
import { printHead, printOutcome } from './table.js';
import { obtainTokens } from './tokens.js';

const closing: (() => Promise<unknown>)[] = [];

async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close().catch(() => undefined);
}

async function run(): Promise<boolean> {
  checkArguments();
  console.log('Starting the authorization server and five APIs …');
  if (FOREIGN_ISSUER === undefined) await expectFree(ISSUER_PORT, 'authorization server');
  for (const { name, port } of API_KINDS) await expectFree(port, `${name} API`);

  const local = FOREIGN_ISSUER === undefined ? await startLocalIssuer() : undefined;
  const url = FOREIGN_ISSUER ?? local?.issuer().url ?? '';
  console.log(`  authorization server  ${url}`);

  const management = local === undefined ? undefined : await openManagement(local.issuer);
  const signingKeys = new Map<number, string>();
  for (const { port } of API_KINDS) {
    const key = await management?.addWebhook(`http://localhost:${port}/webhooks/logto`);
    if (key !== undefined) signingKeys.set(port, key);
  }
  const tokensLater = local === undefined ? undefined : obtainTokens(local.issuer());
  const apis = await Promise.all(
    API_KINDS.map((kind) =>
      started(startApi(kind, { issuer: url, resource: RESOURCE, signingKey: signingKeys.get(kind.port) })),
    ),
  );
  for (const { name, origin } of apis) console.log(`  ${name.padEnd(21)} ${origin}`);
  const tokens = await tokensLater;
  if (tokens !== undefined) await wait(Math.max(0, tokens.expiredFrom - Date.now()));

  console.log();
  const verifier = createVerifier({ issuer: url, resource: RESOURCE });
  const scenes: readonly Scene[] = [
    ...scenesWithoutToken(),
    ...(tokens === undefined ? [] : scenesWith(tokens)),
  ];
  let different = 0;
  printHead(apis);
  for (const scene of scenes) {
    const outcome = await play(scene, apis, verifier);
    printOutcome(outcome);
    if (!outcome.isAsExpected) different++;
  }
  if (local !== undefined && tokens !== undefined && management !== undefined) {
    const stage = { apis, issuer: local.issuer, tokens, verifier };
    different += await playChanges({ ...stage, management });
    different += await playAttacks({ apis, issuer: url, token: tokens.reader });
    different += await playOutage({ apis, local, token: tokens.reader, started });
    different += await playFreshness(stage);
  }

  const answers = `${scenes.length} scenes, ${scenes.length * apis.length} answers`;
  console.log(
    different === 0 ? `\n${answers}: all as expected.` : `\n${answers}: ${different} not as expected.`,
  );
  printCurl(apis, local === undefined ? undefined : url);
  return different === 0;
}

/** What runs is ended with the demo, also when a later part fails to start. */
async function started(api: Promise<Api>): Promise<Api> {
  const running = await api;
  closing.push(() => running.stop());
  return running;
}

/** The issuer with its keys in a file, so that it can be stopped and come back as itself. */
async function startLocalIssuer(): Promise<{
  readonly issuer: () => Issuer;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'token-demo-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const open = () => createIssuer(access, { port: ISSUER_PORT, storageFile: join(folder, 'issuer.sqlite') });
  let current = await open();
  closing.push(() => current.close());
  return {
    issuer: () => current,
    stop: () => current.close(),
    start: async () => {
      current = await open();
    },
  };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.log('\nStopping …');
    void closeAll().then(() => process.exit(0));
  });
}

try {
  const isAsExpected = await run();
  if (ENDS_AFTER_TABLE) {
    await closeAll();
    process.exitCode = isAsExpected ? 0 : 1;
  } else {
    console.log('\nServing. Ctrl-C ends it.');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await closeAll();
  process.exitCode = 1;
}
