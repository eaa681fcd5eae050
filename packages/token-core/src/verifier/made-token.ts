import { fail } from '../options.js';
import { freezeJson, isJsonObject, type JsonObject } from '../json.js';
import type { RegisteredScope } from '../register.js';
import { judgeClaims } from '../token/claims.js';
import type { TokenHeader } from '../token/header.js';
import { judgeTimes } from '../token/times.js';
import type { VerifiedToken } from '../token/verified-token.js';
import { readToken } from './first-seen.js';
import type { VerifierOptions } from './options.js';
import { readVerifierSettings } from './settings.js';

/** The options of the verifier that a token is made for. Keys are named, since nothing may be discovered for it. */
export interface MadeTokenOptions extends VerifierOptions {
  readonly keys: NonNullable<VerifierOptions['keys']>;
}

/**
 * Makes the token that a verifier with these options gives for these claims, where no text was signed: for unit tests of
 * what takes a token. Claims and times are judged as those of a text are, and the token is frozen as every other one. It has
 * no text, so `authorize` does not take it.
 *
 * @param header - The header that its text would have; it is not judged.
 * @throws InvalidTokenError whose `check` names the claim that a verifier refuses.
 * @throws TypeError that names a wrong option, or says that the claims are no JSON object.
 * @example
 * const { issuer, resource, keys } = await createTestIssuer();
 * const token = makeToken({ alg: 'ES384' }, { iss: issuer, aud: resource, sub: 'alice', exp: 4e9 }, { issuer, resource, keys });
 */
export function makeToken<S extends string = RegisteredScope>(
  header: TokenHeader,
  claims: JsonObject,
  options: MadeTokenOptions,
): VerifiedToken<S> {
  const settings = readVerifierSettings(options, () => fail('keys', 'a key source'));
  const judged = asParsed(claims);
  judgeClaims(judged, settings);
  judgeTimes(judged, settings, settings.now());
  return readToken(freezeJson({ ...header }), freezeJson(judged), settings, new Map()) as VerifiedToken<S>;
}

/** What would be left of the claims in a text: no `undefined`, no dates, nothing that is shared with the caller. */
function asParsed(claims: unknown): JsonObject {
  const parsed = isJsonObject(claims) ? parse(claims) : undefined;
  return isJsonObject(parsed) ? parsed : fail('claims', 'an object that JSON can say', claims);
}

function parse(claims: JsonObject): unknown {
  try {
    return JSON.parse(JSON.stringify(claims));
  } catch {
    return undefined;
  }
}
