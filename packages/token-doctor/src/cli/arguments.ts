import { parseArgs } from 'node:util';
import { refuseSecrets } from './secrets.js';
import { UsageError } from './usage-error.js';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  export: { type: 'string' },
  'env-file': { type: 'string' },
  issuer: { type: 'string' },
  resource: { type: 'string' },
  'http-host': { type: 'string', multiple: true },
  scope: { type: 'string', multiple: true },
  'any-scope': { type: 'string', multiple: true },
  organization: { type: 'string' },
  'ask-issuer': { type: 'boolean', default: false },
  access: { type: 'string' },
  endpoint: { type: 'string' },
  'management-resource': { type: 'string' },
  'management-issuer': { type: 'string' },
  stdin: { type: 'boolean', default: false },
  client: { type: 'string' },
  'redirect-uri': { type: 'string' },
  open: { type: 'boolean', default: false },
  timeout: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

const COMMANDS = ['token', 'curl', 'check', 'can', 'login'] as const;

/** The name of a command; `token` is the one without a name. */
export type CommandName = (typeof COMMANDS)[number];

/** The command line, read. */
export interface Arguments {
  readonly name: CommandName;
  readonly positionals: readonly string[];
  readonly values: Readonly<ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']>;
  /** Milliseconds for everything that is fetched. */
  readonly timeout: number;
}

/**
 * Reads the command line.
 *
 * @throws UsageError
 */
export function readArguments(parameters: readonly string[]): Arguments {
  refuseSecrets(parameters);
  const { values, positionals } = parse(parameters);
  const [first, ...rest] = positionals;
  const name = first === undefined ? 'token' : COMMANDS.find((command) => command === first);
  if (name === undefined) {
    throw new UsageError(
      'There is no such command. A token comes on standard input; a configuration file stands behind check or --config.',
    );
  }
  return { name, positionals: rest, values, timeout: Math.round(secondsOf(values.timeout) * 1000) };
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({ args: [...parameters], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node.js quotes the name of an option, never its value.
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence}.`);
  }
}

function secondsOf(text = '15'): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 1 && seconds <= 600)) {
    throw new UsageError('--timeout: expected seconds, from 1 to 600.');
  }
  return seconds;
}
