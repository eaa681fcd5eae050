import { createRequire } from 'node:module';

import { buildState } from '../access/build.js';
import { checkAccess } from '../access/check.js';
import type { CheckedAccess } from '../access/checked.js';
import type { AccessModel } from '../access/model.js';
import { writeModel } from '../access/written.js';
import { AccessFileError, readAccessFile } from './access-file.js';
import { readArguments, UsageError } from './arguments.js';
import type { Command } from './arguments.js';
import { demoWithManagement } from './demo.js';
import { HELP } from './help.js';
import { watchFile, writtenAt } from './watch.js';

type Serve = Extract<Command, { readonly name: 'serve' }>;

/** Runs the command. @returns the exit code: 0 well, 1 could not start, 2 wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await run(readArguments(args));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\nTry token-issuer --help.`);
      return 2;
    }
    // A mistake in the model, the file or the port: its message is for the person, its stack is not.
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'help':
      console.log(HELP);
      break;
    case 'version':
      console.log(version());
      break;
    case 'check':
      await check(command.file);
      break;
    case 'export':
      console.log(await (await import('./export.js')).exportModel(command.from, command.format));
      break;
    case 'serve':
      await serve(command);
      break;
  }
}

async function check(file: string): Promise<void> {
  const { resources, roles, users, clients, organizations } = checked(file, await readAccessFile(file));
  const counts = [
    count(resources.length, 'resource'),
    count(roles.length, 'role'),
    count(users.length, 'user'),
    count(clients.length, 'client'),
    ...(organizations.length === 0 ? [] : [count(organizations.length, 'organization')]),
  ];
  console.log(`${file} is right: ${counts.join(', ')}.`);
}

function checked(file: string, model: AccessModel): CheckedAccess {
  try {
    return checkAccess(model);
  } catch (error) {
    throw new AccessFileError(`${file}: ${(error as Error).message}`);
  }
}

async function serve({ file, options, watch }: Serve): Promise<void> {
  const since = file === undefined ? 0 : writtenAt(file);
  const model: AccessModel = file === undefined ? demoWithManagement : await readAccessFile(file);
  const access = checked(file ?? 'the demo', model);
  // Only now: the server is most of the program, and a wrong command line should not wait for it.
  const { createIssuer } = await import('../create-issuer.js');
  const { curlLines } = await import('./curl.js');
  const issuer = await createIssuer(model, { ...options, onError: report, onNotice });
  const secrets = { arePrinted: file === undefined };
  console.log(`${curlLines(issuer, access, secrets)}\n`);

  const reload = async (path: string) => {
    const replacement = await readAccessFile(path);
    const changed = checked(path, replacement);
    const isLoss = issuer.access.isChanged && !isSame(changed, issuer.access.model());
    issuer.access.replace(replacement);
    console.log(`\n${path} has changed.\n\n${curlLines(issuer, changed, secrets)}\n`);
    if (isLoss) onNotice(LOSS);
  };
  const stopWatching = watch && file !== undefined ? watchFile(file, since, reload) : undefined;
  console.log(`${watch ? `Watching ${file}. ` : ''}Ctrl-C ends it.`);
  await interruption();
  stopWatching?.();
  await issuer.close();
}

const LOSS =
  'The changes that were made while it ran are gone: the file took their place. Before you edit the file, write them into it with token-issuer export.';

/** Whether a file says what is the case already: what was changed was written back into it. */
function isSame(file: CheckedAccess, now: AccessModel): boolean {
  return JSON.stringify(writeModel(buildState(file, 0), undefined)) === JSON.stringify(now);
}

/** A failure inside the server: its stack belongs on the developer's terminal, and nowhere else. */
function report(error: unknown): void {
  console.error(error);
}

/** What a developer would wonder about belongs there too. */
function onNotice(notice: string): void {
  console.log(notice);
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function version(): string {
  const { version: found } = createRequire(import.meta.url)('@acme/token-issuer/package.json') as {
    version: string;
  };
  return found;
}
