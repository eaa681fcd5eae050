import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { duration } from '../words.js';

/** What a token is refused for that a standing cannot tell whether it may live. */
const LIFE = 'longestTokenLife';
const PLACE = 'standing.';

/** 401 `revoked`: a cut-off covers the token. */
export function explainRevoked(): Finding {
  return finding(
    'standing.revoked',
    'certain',
    'The token was revoked: a cut-off covers it, and it was issued in that second or before.',
    'The client has to refresh it; the new token holds what the subject may do now.',
  );
}

/** 503 `standing_unavailable`: too early to send the client away, or nobody can tell. */
export function explainStandingOutage({ error }: Look): Finding {
  if (error.check === 'settling') {
    return finding(
      'standing.settling',
      'certain',
      'The token was revoked a moment ago. For one second, or two after revoke(), the client is asked to come again, so that what it refreshes then is new enough.',
      'Nothing: a client that heeds Retry-After is told to refresh when it comes again.',
    );
  }
  return finding(
    'standing.unavailable',
    'certain',
    'Whether tokens still stand cannot be heard at the moment, and the option whenUnknown refuses meanwhile.',
    'Look at the store of the option standing: is it reachable from here? standing.state() and its events tell more.',
  );
}

/** 401 `claim` for what a standing needs of a token; `undefined` where it is about something else. */
export function explainStandingClaim({ error }: Look): Finding | undefined {
  const { check = '', expected, found } = error;
  if (check === LIFE) {
    const [life, longest] = [Number(found), Number(expected)];
    return finding(
      'standing.lives-too-long',
      'certain',
      `The token lives for ${duration(life)} (\`exp\` less \`iat\`), and the option longestTokenLife of the standing says that none lives longer than ${duration(longest)}.`,
      'Raise longestTokenLife to the longest life that the authorization server gives, or have it give shorter ones: a cut-off is kept for that long.',
      `${longest} s`,
      `${life} s`,
    );
  }
  if (!check.startsWith(PLACE)) return undefined;
  return finding(
    'standing.claim',
    'certain',
    `What the token says of its ${check.slice(PLACE.length)}, by the option claims of the standing, is no text${check === `${PLACE}role` ? ' or list of texts' : ''}: whether it was cut off cannot be told.`,
    'Look at the custom claims of the authorization server, and at the option claims.',
  );
}
