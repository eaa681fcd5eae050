import { own } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { knownAudience } from '../providers/index.js';
import { listed, quoted } from '../words.js';
import { idTokenSent, isIdToken } from './kind.js';
import { differenceOf } from './names.js';

/** 401 `audience`: the token is genuine and meant for something else. */
export function explainAudience(seen: Look): Finding {
  const { error, jwt, provider } = seen;
  const expected = typeof error.expected === 'string' ? error.expected : seen.indicator;
  const found = (Array.isArray(error.found) ? error.found : [error.found]).filter(
    (item) => typeof item === 'string',
  );
  const name = error.check ?? 'aud';
  const ask = askFor(expected, provider?.asksBy);
  if (jwt !== undefined && isIdToken(jwt)) return idTokenSent(seen);
  if (found.length === 0) {
    return finding(
      'audience.missing',
      'certain',
      `The token has no \`${name}\`: it is for no API in particular.`,
      ask,
      expected,
    );
  }
  for (const audience of found) {
    const difference = differenceOf(audience, expected);
    if (difference === undefined) continue;
    return finding(
      'audience.spelling',
      'certain',
      `\`${name}\` differs from the resource indicator ${difference}: ${quoted(audience)}.`,
      'Write the same indicator at the authorization server, in the client and here, character for character.',
      expected,
      audience,
    );
  }
  const known = found.map((audience) => knownAudience(audience)).find((entry) => entry !== undefined);
  if (known !== undefined)
    return finding(known.cause, 'certain', known.sentence, known.mend, expected, found.join(', '));
  const client = jwt && (own(jwt.claims, 'client_id') ?? own(jwt.claims, 'azp'));
  if (client !== undefined && found.some((audience) => audience === client)) {
    return finding(
      'audience.client',
      'likely',
      `\`${name}\` is the client itself: the client asked for no API.`,
      ask,
      expected,
      found.join(', '),
    );
  }
  return finding(
    'audience.other',
    'certain',
    `The token is for another API: \`${name}\` is ${listed(found)}, and this one is ${quoted(expected)}.`,
    ask,
    expected,
    found.join(', '),
  );
}

function askFor(indicator: string, asksBy = '`resource`'): string {
  return asksBy === '`resource`'
    ? `Have the client send resource=${indicator} to the token endpoint, and in the authorization request as well.`
    : `Have the client ask for this API by ${asksBy}.`;
}
