import type { Arguments } from '../cli/arguments.js';
import type { Report } from '../report/report.js';

/** What a command is given. */
export interface CommandContext {
  readonly given: Arguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard input to its end. */
  readonly input: () => Promise<string>;
  /** A line for the person while the command works, beside the report. */
  readonly tell: (line: string) => void;
}

/** Looks at one thing. */
export type Command = (context: CommandContext) => Promise<Report>;
