import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { attack, type AttackReport } from '../attack.js';
import type { AttackOptions } from '../options.js';
import { printReport } from './report.js';
import { USAGE } from './usage.js';

/** Where the command writes to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const OPTIONS = {
  issuer: { type: 'string' },
  resource: { type: 'string' },
  'jwks-uri': { type: 'string' },
  'token-file': { type: 'string' },
  'wrong-token-file': { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  'ca-file': { type: 'string' },
  concurrency: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * Runs the command.
 *
 * @returns The exit code: 0 nothing got through, 1 something was found, 2 the attack could not run to its end.
 */
export async function run(parameters: readonly string[], { out, error }: Output): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options: OPTIONS,
      allowPositionals: true,
    });
    const [url] = positionals;
    if (values.help === true) {
      out(USAGE);
      return 0;
    }
    if (url === undefined || positionals.length > 1) {
      error(USAGE);
      return 2;
    }
    const report = await attack(url, optionsOf(values));
    out(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
    return exitCode(report);
  } catch (failure) {
    error(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    return 2;
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function optionsOf(values: Values): AttackOptions {
  const { issuer, resource, concurrency, timeout } = values;
  const keys = values['jwks-uri'];
  const file = values['token-file'];
  const wrong = values['wrong-token-file'] ?? [];
  const ca = values['ca-file'];
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(resource === undefined ? {} : { resource }),
    ...(keys === undefined ? {} : { keys }),
    ...(file === undefined ? {} : { token: readFileSync(file === '-' ? 0 : file, 'utf8').trim() }),
    ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
    ...(timeout === undefined ? {} : { timeout: Number(timeout) }),
    wrongTokens: wrong.flatMap(tokensOf),
    allowedHosts: values['allow-host'] ?? [],
  };
}

/** One a line. */
function tokensOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function exitCode({ findings, left }: AttackReport): 0 | 1 | 2 {
  if (findings.length > 0) return 1;
  return left > 0 ? 2 : 0;
}
