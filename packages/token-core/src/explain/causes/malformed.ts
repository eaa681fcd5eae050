import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { explainPlaceholder } from './placeholder.js';

/** The token is no JWT in compact form. Nothing of its text is quoted. */
export function explainMalformed(seen: Look): Finding {
  const { error, credentials, header } = seen;
  switch (error.check ?? '') {
    case 'length':
      return tooLong(Number(error.found), Number(error.expected));
    case 'header_length':
      // Without its blanks it is still too long, so it is the token.
      if (credentials.length + 'Bearer '.length > Number(error.expected)) {
        return tooLong(credentials.length, Number(error.expected) - 'Bearer '.length);
      }
      return finding(
        'token.header-too-long',
        'certain',
        `The ${header} header is longer (${String(error.found)}) than the longest token and its scheme (${String(error.expected)}); blanks count.`,
        'Send one blank after `Bearer`; if the token itself is that long, raise the option maxTokenLength.',
        String(error.expected),
        String(error.found),
      );
    case 'header':
    case 'payload':
      return finding(
        'token.no-json',
        'certain',
        `The ${error.check} of the token is not a JSON object in UTF-8.`,
        'This is no JWT: send what the token endpoint gave as `access_token`.',
      );
    case 'base64url':
      return explainEncoding(credentials);
    default:
      return explainPlaceholder(credentials) ?? explainSegments(seen);
  }
}

function tooLong(found: number, expected: number): Finding {
  return finding(
    'token.too-long',
    'certain',
    `The token has ${found} characters, and ${expected} are the most.`,
    'Have the authorization server put fewer claims into it (groups and roles grow), or raise the option maxTokenLength.',
    String(expected),
    String(found),
  );
}

function explainEncoding(credentials: string): Finding {
  if (credentials.includes('=')) {
    return finding(
      'token.padded',
      'certain',
      'The token is padded with "=": it was encoded again on its way.',
      'Send it as the token endpoint gave it, in base64url without padding.',
    );
  }
  return finding(
    'token.encoding',
    'likely',
    'A part of the token is empty or is not base64url: it was cut, or encoded again on its way.',
    'Compare its length in the client with its length here, and look at what stands between.',
  );
}

function explainSegments(seen: Look): Finding {
  const { error, credentials, indicator, provider } = seen;
  if (error.found === 5) {
    return finding(
      'token.encrypted',
      'certain',
      'The token is encrypted (JWE, five parts). Only signed tokens are read here.',
      'Turn encryption off for this API at the authorization server. Auth0 encrypts where the client sends no `audience`.',
    );
  }
  if (credentials.startsWith('pat_')) {
    return finding(
      'token.personal',
      'certain',
      'A personal access token (`pat_…`) was sent. It is a password for the token endpoint, not a token for an API.',
      `Exchange it at the token endpoint (grant type token-exchange, with resource=${indicator}), and send the access token that comes back.`,
      'an access token',
      'pat_',
    );
  }
  if (/^(?:sk|pk|rk|api|key|secret|ghp|gho|xox[a-z])[-_]/i.test(credentials)) {
    return finding(
      'token.secret',
      'likely',
      'What was sent is no JWT: by its form it is an API key or a secret.',
      'Send an access token of the authorization server; a secret belongs to the token endpoint only.',
    );
  }
  const parts = typeof error.found === 'number' && error.found > 1 ? error.found : undefined;
  if (credentials.startsWith('eyJ')) {
    return finding(
      'token.cut',
      parts === undefined ? 'certain' : 'likely',
      `The token ${parts === undefined ? 'is the beginning of a JWT and' : `has ${parts} parts where three are expected: it`} was cut on its way.`,
      'Look for a limit of length: a cookie, a database column, a header limit of a proxy, a terminal’s line.',
      parts === undefined ? undefined : '3',
      parts?.toString(),
    );
  }
  if (parts !== undefined) {
    return finding(
      'token.parts',
      'likely',
      `The text has ${parts} parts where a JWT has three.`,
      'Send what the token endpoint gave as `access_token`.',
      '3',
      String(parts),
    );
  }
  const asks = provider?.asksBy ?? '`resource`';
  return finding(
    'token.opaque',
    'likely',
    'The token is opaque: no JWT, so a token for userinfo, a refresh token or a secret. The client got it because it did not ask for this API.',
    asks === '`resource`'
      ? `Send resource=${indicator} in both the authorization request and the token request; the second alone, or the first alone with \`openid\`, gives an opaque token.`
      : `Have the client ask for this API by ${asks}.`,
    'a JWT',
    `${credentials.length} characters`,
  );
}
