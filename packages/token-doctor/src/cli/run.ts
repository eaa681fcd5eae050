import { USAGE } from './usage.js';

/** Where the command writes to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/**
 * Runs the command.
 *
 * @returns The exit code: 0 healthy, 1 something was found, 2 it could not look.
 */
export function run(parameters: readonly string[], { out, error }: Output): Promise<0 | 1 | 2> {
  if (parameters.includes('--help')) {
    out(USAGE);
    return Promise.resolve(0);
  }
  error(USAGE);
  return Promise.resolve(2);
}
