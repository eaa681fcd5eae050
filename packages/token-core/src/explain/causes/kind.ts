import { own } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look, ParsedToken } from '../look.js';
import { listed, quoted } from '../words.js';

/** Claims that only ID tokens have (OpenID Connect Core §2, §3.1.3.6). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];
/** Claims that say what an access token allows, which ID tokens do not have. */
const ACCESS_CLAIMS = ['scope', 'scp', 'permissions', 'client_id'];

/** Whether a parsed token is by its claims an ID token. */
export function isIdToken({ claims }: ParsedToken): boolean {
  if (own(claims, 'token_use') === 'id' || own(claims, 'typ') === 'ID') return true;
  if (own(claims, 'token_use') === 'access') return false;
  const client = own(claims, 'azp') ?? own(claims, 'client_id');
  const isForClient =
    client !== undefined && own(claims, 'aud') === client && own(claims, 'scope') === undefined;
  return isForClient || ID_TOKEN_CLAIMS.some((name) => own(claims, name) !== undefined);
}

/** The refusal of whoever sent an ID token, by whatever check it was refused. */
export function idTokenSent({ provider }: Look): Finding {
  return finding(
    'token.id-token',
    'certain',
    'An ID token was sent. It tells the client who has signed in; it is not an access token and opens no API.',
    `Send the access token of the same answer. To get one for this API the client asks by ${provider?.asksBy ?? '`resource`'}.`,
    'an access token',
    'an ID token',
  );
}

/** A refresh token that is a JWT, as Keycloak's are. */
function isRefreshToken({ claims }: ParsedToken): boolean {
  return (
    own(claims, 'typ') === 'Refresh' ||
    own(claims, 'typ') === 'Offline' ||
    own(claims, 'token_use') === 'refresh'
  );
}

function refreshTokenSent(): Finding {
  return finding(
    'token.refresh-token',
    'certain',
    'A refresh token was sent. It is for the token endpoint alone.',
    'Send the access token: `access_token` of the same answer.',
    'an access token',
    'a refresh token',
  );
}

/** 401 `type`: the token does not say that it is an access token. */
export function explainType(seen: Look): Finding {
  const { error, jwt, provider } = seen;
  if (jwt !== undefined && isRefreshToken(jwt)) return refreshTokenSent();
  if (jwt !== undefined && isIdToken(jwt)) return idTokenSent(seen);
  if (error.check !== 'typ') {
    return finding(
      'type.check',
      'certain',
      `The claim ${String(error.check)} of the token is not what access tokens have there, so it may be an ID token.`,
      'Send an access token, or correct the option audienceClaim.accessTokensHave.',
      String(error.expected),
    );
  }
  const found = typeof error.found === 'string' ? error.found : undefined;
  const expected = listed(asList(error.expected));
  if (found !== undefined && !/^(?:application\/)?jwt$/i.test(found)) {
    const isShown = seen.found !== undefined;
    return finding(
      'type.other',
      'certain',
      `\`typ\` is ${isShown ? `${quoted(found)}: a token of another kind` : 'that of another kind of token'}.`,
      `Send an access token; ${expected} is accepted (option tokenTypes).`,
      expected,
      isShown ? found : undefined,
    );
  }
  const type = found === undefined ? '' : 'JWT';
  const says = found === undefined ? 'The token has no `typ`' : '`typ` is JWT';
  const isAccess = jwt !== undefined && ACCESS_CLAIMS.some((name) => own(jwt.claims, name) !== undefined);
  const option = `tokenTypes: ['at+jwt', '${type}']`;
  if (isAccess || provider?.accessTokenType === type) {
    return finding(
      'type.unmarked',
      'likely',
      `${says}, as ${provider?.accessTokenType === type ? `${provider.name} sends` : 'some authorization servers send'} its access tokens; by its claims it is one.`,
      `Accept it by the option ${option}. ID tokens are then told apart by their audience alone.${provider?.alsoNeeded ?? ''}`,
      expected,
      found,
    );
  }
  return finding(
    'type.unknown',
    'possible',
    `${says}: an ID token, or an access token of a server that does not mark them.`,
    `If \`aud\` is the client’s own id it is an ID token: send the access token. Else accept it by the option ${option}.`,
    expected,
    found,
  );
}

/** 401 `algorithm`. */
export function explainAlgorithm({ error, jwt, found: shown }: Look): Finding {
  if (jwt !== undefined && isRefreshToken(jwt)) return refreshTokenSent();
  const found = typeof error.found === 'string' ? error.found : undefined;
  const expected = listed(asList(error.expected));
  if (found !== undefined && /^none$/i.test(found)) {
    return finding(
      'algorithm.none',
      'certain',
      'The token is not signed: its algorithm is none.',
      'Nobody may be trusted by such a token. Have the authorization server sign it.',
      expected,
      'none',
    );
  }
  if (found !== undefined && /^HS\d{3}$/.test(found)) {
    return finding(
      'algorithm.shared-secret',
      'certain',
      `The token is signed with ${found}, a shared secret: whoever can check it could make it.`,
      'Switch the signing key of the API at the authorization server to an asymmetric one (RS256, ES256). Supabase: turn on JWT signing keys; Auth0: set the API’s algorithm to RS256.',
      expected,
      found,
    );
  }
  if (found !== undefined && /^(?:[RPE]S\d{3}|EdDSA|Ed25519)$/.test(found)) {
    return finding(
      'algorithm.left-out',
      'certain',
      `The token is signed with ${found}, and the option algorithms accepts ${expected} alone.`,
      `Add '${found}' to the option algorithms, or leave the option out.`,
      expected,
      found,
    );
  }
  return finding(
    'algorithm.unknown',
    'certain',
    `The token names no algorithm that is known: ${shown === undefined ? 'none of RFC 7518' : quoted(shown)}.`,
    'Have the authorization server sign with RS256, ES256 or another asymmetric algorithm.',
    expected,
    typeof shown === 'string' ? shown : undefined,
  );
}

/** 401 `header`. */
export function explainHeader({ error }: Look): Finding {
  const told: Readonly<Record<string, string>> = {
    crit: 'The header of the token marks extensions as critical (`crit`), and none is known here.',
    b64: 'The payload of the token is not encoded (`b64`), which no access token is.',
    kid: 'The name of the key (`kid`) is no text, or empty.',
  };
  return finding(
    `header.${error.check ?? 'other'}`,
    'certain',
    told[error.check ?? ''] ?? error.message,
    'Look at how the authorization server makes its tokens.',
  );
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
