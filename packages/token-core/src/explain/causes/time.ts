import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { duration } from '../words.js';

/** Less than this is no reason to look at a clock, in seconds. */
const NOTABLE = 10;

/** 401 `expired` and `not_yet_valid`: the token, or a clock. */
export function explainTime(seen: Look): Finding {
  const { error } = seen;
  const check = error.check ?? 'exp';
  const [moment, now] = [Number(error.found), Number(error.expected)];
  const offset = offsetOf(seen);
  const times = [new Date(now * 1000), new Date(moment * 1000)].map((date) =>
    Number.isFinite(date.getTime()) ? date.toISOString() : undefined,
  );
  const make = (
    cause: string,
    certainty: 'certain' | 'likely' | 'possible',
    sentence: string,
    mend: string,
  ): Finding =>
    finding(cause, certainty, sentence, mend, `now ${times[0] ?? ''}`, `${check} ${times[1] ?? ''}`);
  const passed = error.reason === 'expired';
  const amount = passed ? `${duration(now - moment)} ago` : `in ${duration(moment - now)}`;
  if (offset !== undefined && Math.abs(offset) >= NOTABLE) {
    // By the server's clock the outcome would be another.
    const there = now - offset;
    if (passed ? there < moment : there >= moment) {
      return make(
        passed ? 'clock.ahead' : 'clock.behind',
        'certain',
        `${passed ? 'The token expired' : `\`${check}\` begins`} ${amount} by the clock of this machine, which is ${duration(offset)} ${offset > 0 ? 'ahead of' : 'behind'} the authorization server’s, by the Date of its last answer with keys.`,
        'Set the clock of this machine (NTP; a paused virtual machine or container host loses time).',
      );
    }
  }
  if (check === 'maxTokenAge') {
    return make(
      'time.age',
      'certain',
      `The token became older than the option maxTokenAge allows ${amount}.`,
      'The client has to get a new token; or raise the option maxTokenAge.',
    );
  }
  if (passed) {
    const clock =
      offset === undefined && now - moment < 300 ? ' If it is new, compare the clocks of both machines.' : '';
    return make(
      'time.expired',
      'certain',
      `The token expired ${amount}.`,
      `The client has to refresh it, or ask for a new one, before it ends.${clock}`,
    );
  }
  return make(
    'time.ahead',
    'likely',
    `\`${check}\` lies ahead: the token is valid ${amount}.`,
    offset === undefined
      ? 'Compare the clock of this machine with that of the authorization server: one of them is wrong by that much.'
      : 'The clocks agree, so the authorization server issues tokens for later: look at its settings.',
  );
}

/** 401 `stale`: the route wants a token that was issued lately. */
export function explainStale({ error, evidence }: Look): Finding {
  const now = (evidence.clock?.now ?? Date.now()) / 1000;
  const [issued, within] = [error.found, error.expected];
  const age =
    typeof issued === 'number'
      ? `The token was issued ${duration(now - issued)} ago`
      : 'The token was issued too long ago';
  const limit =
    typeof within === 'number'
      ? `, and the route takes those of the last ${duration(within)} (freshWithin)`
      : '';
  return finding(
    'time.stale',
    'certain',
    `${age}${limit}.`,
    'The client has to refresh the token right before this call.',
  );
}

/** By how many seconds the clock here is ahead of the authorization server's; behind where it is negative. */
function offsetOf({ evidence }: Look): number | undefined {
  const { serverDate, receivedAt } = evidence.clock ?? {};
  return serverDate === undefined || receivedAt === undefined
    ? evidence.keys?.clockOffset
    : (receivedAt - serverDate) / 1000;
}
