import type { Command } from '../commands/command.js';
import { jsonReport } from '../report/json.js';
import { paintFor } from '../report/paint.js';
import { printReport } from '../report/print.js';
import { type ExitCode, exitCodeOf } from '../report/report.js';
import { type CommandName, readArguments } from './arguments.js';
import { readStandardInput } from './stdin.js';
import { USAGE } from './usage.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

/** Where the command writes to, and what surrounds it. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How long a pipe may stay silent, in milliseconds. */
const SILENCE = 60_000;

/** Each is loaded when it is asked for: the one that signs in brings a library along. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  token: async () => (await import('../commands/token.js')).tokenCommand,
  curl: async () => (await import('../commands/curl.js')).curlCommand,
  check: async () => (await import('../commands/check.js')).checkCommand,
  can: async () => (await import('../commands/can.js')).canCommand,
  login: async () => (await import('../commands/login.js')).loginCommand,
};

/**
 * Runs the command.
 *
 * @returns The exit code: 0 healthy, 1 something was found, 2 it could not look.
 */
export async function run(parameters: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { out, error, isTerminal, environment } = surroundings;
  try {
    const given = readArguments(parameters);
    if (given.values.help || given.values.version) {
      out(given.values.help ? USAGE : `${version()}\n`);
      return 0;
    }
    const command = await COMMANDS[given.name]();
    const report = await command({
      given,
      environment,
      input: () => readStandardInput(SILENCE),
      tell: (line) => error(`${line}\n`),
    });
    out(given.values.json ? jsonReport(report) : printReport(report, paintFor(isTerminal, environment)));
    return exitCodeOf(report);
  } catch (failure) {
    if (!(failure instanceof UsageError)) throw failure;
    error(`${failure.message}\n`);
    return 2;
  }
}
