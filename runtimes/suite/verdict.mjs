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
