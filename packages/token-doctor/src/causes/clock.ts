import { type Finding, finding } from '@acme/token-core/explain';

/** Less than this is no reason to look at a clock, in seconds: `Date` has whole seconds, and answers take time. */
const NOTABLE = 10;

/**
 * A clock here that is off, whatever token comes.
 *
 * @param offset - By how many seconds it is ahead of the authorization server's; behind where it is negative.
 * @example
 * console.log(explainClock(-90)?.sentence); // This machine is 90 seconds behind.
 */
export function explainClock(offset: number | undefined): Finding | undefined {
  if (offset === undefined || Math.abs(offset) < NOTABLE) return undefined;
  const isAhead = offset > 0;
  return finding(
    'clock.off',
    'certain',
    `The clock of this machine is ${amount(offset)} ${isAhead ? 'ahead of' : 'behind'} the authorization server’s, by the Date of its answer with keys: ${isAhead ? 'good tokens count as expired' : 'new tokens count as not yet valid, and old ones live on'}.`,
    'Set the clock of this machine (NTP; a paused virtual machine or container host loses time). If others have the right time, it is the server’s.',
    new Date(Date.now() - offset * 1000).toISOString(),
    new Date().toISOString(),
  );
}

function amount(offset: number): string {
  const seconds = Math.round(Math.abs(offset));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 165_600 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}
