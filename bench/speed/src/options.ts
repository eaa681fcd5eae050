import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface Options {
  /** About a minute instead of eight: fewer rounds, shorter ones, fewer tokens. Figures for orientation only. */
  readonly quick: boolean;
  /** A whole million tokens in the memory section, which takes some minutes more. */
  readonly million: boolean;
  /** Also Bun, Deno and workerd, which are installed on first use. */
  readonly runtimes: boolean;
  /** Where an older state of this repository lies, built, to be measured beside this one; none where it is not given. */
  readonly old: string | undefined;
  /** Names of the sections to run; all when empty. */
  readonly only: readonly string[];
}

/** Reads the command line. An option that is not understood ends the run. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      runtimes: { type: 'boolean', default: false },
      old: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  return { ...values, old: values.old };
}
