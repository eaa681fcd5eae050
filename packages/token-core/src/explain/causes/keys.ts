import { isLoopbackUrl } from '../../hosts.js';
import { own } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { knownAudience } from '../providers/index.js';
import { duration, quoted } from '../words.js';

export const PADDED = 'has a modulus in padded base64.';
export const MEND_PADDED = 'It has to be base64url without padding (RFC 7518 §6.3.1.1).';

/** 401 `unknown_key`: why the key that signed the token is not there. */
export function explainUnknownKey(seen: Look): Finding {
  const { error, found, jwt, issuer, evidence } = seen;
  const iss = jwt && own(jwt.claims, 'iss');
  // Not quoted where the text is no JWT, and a name all the same.
  const kid =
    typeof found === 'string'
      ? quoted(found)
      : typeof error.found === 'string'
        ? 'as the token says'
        : undefined;
  const usable = typeof error.expected === 'number' ? error.expected : undefined;
  if (error.check === 'twins') {
    return finding(
      'key.twins',
      'certain',
      'More than one key of the set fits the token, so none is used.',
      'Have the authorization server give each key a name of its own (`kid`), and put it into the tokens.',
    );
  }
  if (error.check === 'padded') {
    return finding('key.padded', 'certain', `The key ${kid ?? 'of the token'} ${PADDED}`, MEND_PADDED);
  }
  if (typeof iss === 'string' && issuer !== undefined && iss !== issuer) {
    return finding(
      'key.environment',
      'certain',
      `The token is of another environment: its \`iss\` is ${quoted(iss)}, and this API trusts ${quoted(issuer)}.`,
      'Get the token from the authorization server that this API is configured for, or correct the option issuer.',
      issuer,
      iss,
    );
  }
  if (evidence.verifier?.keysFrom === 'given') {
    return finding(
      'key.given',
      'likely',
      `The keys are given to the API and never fetched, and none of them is ${kid ?? 'the one that signed the token'}: the authorization server has rotated since.`,
      'Leave the option keys out, so that they are discovered, or put the new key set in place.',
      undefined,
      kid,
    );
  }
  if (kid === undefined) {
    return finding(
      'key.unnamed',
      'likely',
      `The token names no key (\`kid\`), and ${usable === 0 ? 'the set holds none' : 'not exactly one key of the set fits'}.`,
      'Have the authorization server put `kid` into its tokens.',
    );
  }
  const { now, receivedAt } = evidence.clock ?? {};
  const age = evidence.keys?.age;
  // Where the server's own Date is not at hand, the clock here says when the set was fetched.
  const serverDate =
    evidence.clock?.serverDate ?? (now === undefined || age === undefined ? undefined : now - age * 1000);
  const iat = jwt && own(jwt.claims, 'iat');
  if (typeof iat === 'number' && serverDate !== undefined && iat * 1000 < serverDate - 1000) {
    const older = (serverDate - iat * 1000) / 1000;
    return finding(
      'key.withdrawn',
      'likely',
      `The key ${kid} is no longer in the key set: it was withdrawn, by two rotations or by hand. The token was issued ${duration(older)} before the last answer with keys.`,
      'The client needs a new token. That is how a withdrawal is meant.',
      undefined,
      kid,
    );
  }
  const fetched = receivedAt === undefined ? '' : ' that was fetched last';
  return finding(
    'key.unknown',
    'possible',
    `No key of the set${fetched} is named ${kid}: it was withdrawn, or the set does not show a rotation yet.`,
    'A new token tells: refused again after ten seconds, it comes from another server. Compare `iss` with the option issuer.',
    undefined,
    kid,
  );
}

/** 401 `signature`: the name of the key is known, and the signature does not fit it. */
export function explainSignature({ jwt, issuer, found }: Look): Finding {
  const aud = jwt && own(jwt.claims, 'aud');
  const known = typeof aud === 'string' ? knownAudience(aud) : undefined;
  if (jwt !== undefined && own(jwt.header, 'nonce') !== undefined) {
    return finding(
      'signature.graph',
      'likely',
      'The header of the token has a `nonce`, as Microsoft puts it into tokens for Microsoft Graph: nobody but Graph can verify those.',
      known?.mend ?? 'Ask for a scope of this API, `api://<application>/<permission>`.',
    );
  }
  const kid = typeof found === 'string' ? ` ${quoted(found)}` : '';
  if (issuer?.startsWith('http:') === true && isLoopbackUrl(issuer)) {
    return finding(
      'signature.restarted',
      'possible',
      `The signature does not fit the key${kid}: the local server was restarted and made a new key under the same name, or the token was changed on its way.`,
      'Get a new token. If that one is refused too, restart the API, so that it fetches the new key.',
    );
  }
  return finding(
    'signature.altered',
    'likely',
    `The signature does not fit the key${kid}: the token was changed on its way, or signed by somebody else.`,
    'Compare the token in the client with the one that arrives; a debugger page or a cache may do this.',
  );
}
