import type { FactValue, Refusal } from '../errors.js';
import { differsBySlash } from '../slash.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';

/** Names the likely cause of a refusal or an outage, and its mend. */
export function explain(error: Refusal, _evidence: Evidence = {}): Finding {
  const sentence = sentenceFor(error);
  return {
    cause: error.check === undefined ? error.reason : `${error.reason}:${error.check}`,
    sentence,
    mend: '',
    certainty: 'likely',
    expected: textOf(error.expected),
    found: textOf(error.found),
  };
}

function textOf(value: FactValue): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' ? value.join(', ') : String(value);
}

function sentenceFor(error: Refusal): string {
  const { reason, check = '', found } = error;
  const expected = textOf(error.expected) ?? '';
  switch (reason) {
    case 'missing':
    case 'credentials':
      return HEADERS[check] ?? error.message;
    case 'malformed':
      return malformed(error);
    case 'type':
      return typeSentence(found);
    case 'algorithm':
      return algorithmSentence(found, expected);
    case 'header':
      return PARTS[check] ?? error.message;
    case 'unknown_key':
      return 'No usable key of the key set fits the token. Another environment’s token, or a rotation that the key set does not show yet?';
    case 'signature':
      return 'The signature does not fit the key that the token names: it was altered, or signed by somebody else.';
    case 'issuer':
      if (found === undefined) return '`iss` is missing.';
      return differsBySlash(found, expected)
        ? `\`iss\` differs from the issuer ${expected} by a trailing slash: set the option issuer to what the discovery document says.`
        : `\`iss\` is not ${expected}: a token of another authorization server, tenant or environment.`;
    case 'audience':
      return audienceSentence(found, expected);
    case 'expired':
      return check === 'maxTokenAge'
        ? 'The token is older than the option maxTokenAge allows.'
        : '`exp` has passed: the client has to refresh the token or ask for a new one. If it is new, compare the clocks.';
    case 'not_yet_valid':
      return `\`${check}\` lies ahead: compare the clocks.`;
    case 'claim':
      return found === undefined
        ? `\`${check}\` is missing or has a shape that is not accepted.`
        : `\`${check}\` has a value that is not accepted.`;
    case 'bound':
      return 'The token is bound to a key (`cnf`), and proof of possession is not checked here. The option allowBoundTokens accepts it as a plain bearer token, and so gives the binding up.';
    case 'scope':
      return error.held?.length === 0
        ? 'The token carries no scope at all: does the client ask for any, and does a role of the subject give them on this resource?'
        : 'The token carries other scopes: does the client ask for the missing ones, and does a role of the subject give them? A new role shows in a new token only.';
    case 'revoked':
    case 'stale':
    case 'organization':
    case 'principal':
    case 'keys_unavailable':
    case 'standing_unavailable':
      break;
  }
  return error.message;
}

const HEADERS: Readonly<Record<string, string>> = {
  absent: 'The request has no Authorization header: send `Authorization: Bearer <access token>`.',
  empty: 'The Authorization header is empty.',
  scheme: 'The Authorization header is of another scheme than Bearer.',
  begin: 'The Authorization header does not begin with a scheme.',
  repeated: 'The request has more than one Authorization header.',
  value: 'The Authorization header is no text.',
  syntax:
    '`Bearer` is not followed by exactly one token; is a placeholder, a quote or a second value in the header?',
};

const PARTS: Readonly<Record<string, string>> = {
  text: 'A token is a string.',
  base64url:
    'A segment is empty or is not canonical base64url: was the token cut short, padded or re-encoded on its way?',
  header: 'The header is not a JSON object in UTF-8.',
  payload: 'The payload is not a JSON object in UTF-8.',
  crit: 'The header marks extensions as critical (`crit`).',
  b64: 'The payload is unencoded (`b64`).',
  kid: '`kid` is not a non-empty string.',
};

function malformed({ check = '', expected, found, message }: Refusal): string {
  if (check === 'length' || check === 'header_length') {
    return `The token is longer than ${textOf(expected) ?? ''} bytes; the option maxTokenLength sets the limit.`;
  }
  if (check !== 'segments') return PARTS[check] ?? message;
  if (found === 1) {
    return 'Three segments expected, one found: an opaque token; did the client send the `resource` parameter to the token endpoint?';
  }
  return found === 5
    ? 'Five segments found: an encrypted token (JWE), which is not accepted.'
    : 'Three segments expected: is this a JWT in compact serialisation?';
}

function typeSentence(found: unknown): string {
  if (found === undefined) {
    return "The token has no `typ`: an ID token is not an access token. If the authorization server sends its access tokens so, say it: tokenTypes: ['at+jwt', ''].";
  }
  return typeof found === 'string' && /^(?:application\/)?jwt$/i.test(found)
    ? "`typ` is JWT: an ID token is not an access token. If the authorization server marks its access tokens so, say it: tokenTypes: ['at+jwt', 'JWT']."
    : '`typ` is not one that the option tokenTypes lists.';
}

function algorithmSentence(found: unknown, expected: string): string {
  return typeof found === 'string' && /^(?:[RPE]S\d{3}|EdDSA|Ed25519)$/.test(found)
    ? `The token is signed with ${found}; the option algorithms accepts ${expected}.`
    : 'The token is unsigned, signed with a shared secret, or names no known algorithm; only asymmetric signatures are accepted.';
}

function audienceSentence(found: unknown, expected: string): string {
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (found === undefined) return '`aud` is missing: did the client send the `resource` parameter?';
  if (list.some((item) => differsBySlash(item, expected))) {
    return `\`aud\` differs from the resource indicator ${expected} by a trailing slash.`;
  }
  return `\`aud\` does not hold ${expected}: the client asked for a token for another resource.`;
}
