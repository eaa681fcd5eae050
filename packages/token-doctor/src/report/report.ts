import type { Finding } from '@acme/token-core/explain';
import type { ShownToken } from '../evidence/shown-token.js';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `unknown`: it could not be looked at. */
  readonly outcome: 'right' | 'wrong' | 'unknown';
  readonly says: string;
}

/** What a command has to tell. */
export interface Report {
  readonly checks: readonly Check[];
  /** What is wrong, the first thing first. */
  readonly findings: readonly Finding[];
  /** Why something that was asked for could not be looked at. */
  readonly obstacles: readonly Finding[];
  /** What was left out, and why: nothing hangs on it. */
  readonly notLookedAt: readonly string[];
  /** What the token says of itself. */
  readonly token: ShownToken | undefined;
}

/** Exit code of the command: 0 healthy, 1 something was found, 2 it could not look. */
export type ExitCode = 0 | 1 | 2;

/** Makes a report of its parts. */
export function report(parts: Partial<Report>): Report {
  return { checks: [], findings: [], obstacles: [], notLookedAt: [], token: undefined, ...parts };
}

/** A cause that was found counts more than what could not be looked at. */
export function exitCodeOf({ findings, obstacles, checks }: Report): ExitCode {
  if (findings.length > 0) return 1;
  return obstacles.length > 0 || checks.some(({ outcome }) => outcome === 'unknown') ? 2 : 0;
}
