import { exitCodeOf, type Report } from './report.js';

/** A report for programs. */
export function jsonReport(report: Report): string {
  const { checks, findings, obstacles, notLookedAt, token } = report;
  const exitCode = exitCodeOf(report);
  const shown = token && Object.fromEntries(token.map(({ name, value }) => [name, value]));
  const value = { healthy: exitCode === 0, exitCode, findings, obstacles, checks, notLookedAt, token: shown };
  return `${JSON.stringify(value, null, 2)}\n`;
}
