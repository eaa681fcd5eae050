import { ALGORITHMS, canonicalAlgorithm } from '../token/algorithms.js';
import { normaliseType } from '../token/header.js';
import { fail } from '../options.js';
import { AUTHORIZATION, COOKIE, TOKEN_CHARACTERS } from '../request/credentials.js';

export function readAlgorithms(given: unknown, option: string): ReadonlySet<string> {
  const all = [...ALGORITHMS.keys()];
  const algorithms = given === undefined ? all : given;
  const expected = `a list of at least one of ${all.join(', ')}`;
  if (!Array.isArray(algorithms) || algorithms.length === 0) fail(option, expected, algorithms);
  for (const algorithm of algorithms as readonly string[]) {
    if (!ALGORITHMS.has(algorithm)) fail(option, `${expected}; asymmetric only`, algorithm);
  }
  // EdDSA and Ed25519 are two names of one algorithm (RFC 9864 §2.2): whichever is listed, a token may use either.
  const names = new Set((algorithms as readonly string[]).map((name) => canonicalAlgorithm(name)));
  return new Set(all.filter((name) => names.has(canonicalAlgorithm(name))));
}

export function readTokenTypes(tokenTypes: unknown = ['at+jwt'], option: string): ReadonlySet<string> {
  const expected = "a list of at least one type, such as 'at+jwt'";
  if (!Array.isArray(tokenTypes) || tokenTypes.length === 0) fail(option, expected, tokenTypes);
  const types = [...(tokenTypes as readonly unknown[])].map((type) =>
    typeof type === 'string' ? normaliseType(type) : fail(option, expected, tokenTypes),
  );
  return new Set(types);
}

/** In lower case; `undefined` for Authorization. A cookie is never read. */
export function readTokenHeader(given: unknown = AUTHORIZATION, option: string): string | undefined {
  if (typeof given !== 'string' || !TOKEN_CHARACTERS.test(given) || COOKIE.test(given))
    fail(option, 'the name of a header field, and not Cookie', given);
  const name = given.toLowerCase();
  return name === AUTHORIZATION ? undefined : name;
}
