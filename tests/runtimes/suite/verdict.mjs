import { TokenError } from '@acme/token-core';

/** What a verifier says of a token: `accepted`, or the reason. Anything untyped is thrown on. */
export async function verdictOf(verifier, token, requirement) {
  const error = await refusalOf(verifier, token, requirement);
  return error === undefined ? 'accepted' : error.reason;
}

export async function refusalOf(verifier, token, requirement) {
  try {
    await verifier.verify(token, requirement);
    return undefined;
  } catch (error) {
    if (error instanceof TokenError) return error;
    throw error;
  }
}

/** Keys that are no point of the curve: Deno imports them, and then no signature verifies with them. */
const OFF_THE_CURVE = [
  'a point off the curve',
  'an EC key off the curve',
  'an EC key at infinity',
  'an EC key with a short x',
];

/** What is expected where runtimes are known to differ: exactly that, so that it shows when they differ no longer. */
export function expectedHere(title, expected) {
  return 'Deno' in globalThis && OFF_THE_CURVE.includes(title) ? 'signature' : expected;
}
