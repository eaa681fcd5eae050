import {
  authenticate,
  createVerifier,
  type RequestLike,
  type TokenError,
  type RefusalResponse,
  staticKeys,
  type Verifier,
} from '@acme/token-core';
import { type CorpusCase, headerLines } from '../../src/corpus/index.js';

/** What the core makes of a case, put so that it can be compared with what the case expects. */
export interface CoreAnswer {
  readonly reason: string;
  readonly status: number;
  readonly error: string | undefined;
  readonly failure: TokenError | undefined;
  readonly response: RefusalResponse | undefined;
}

/** The verifier that a case is judged by: one for each set of keys and options. */
export function verifierFor(
  { keys, options = {} }: CorpusCase,
  { issuer, resource, now }: { issuer: string; resource: string; now: number },
  signatureEngine: 'fastest' | 'web-crypto' = 'fastest',
): Verifier {
  const given = { issuer, resource, keys: staticKeys(keys), signatureEngine };
  return createVerifier({ ...given, now: () => now, ...options });
}

/** As Node.js hands a request on: names in lower case, the first of repeated ones, and all of them raw. */
export function requestOf(corpusCase: CorpusCase): RequestLike {
  const headers: Record<string, string> = {};
  const rawHeaders: string[] = [];
  for (const line of headerLines(corpusCase)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    rawHeaders.push(name, value);
    headers[name.toLowerCase()] ??= value;
  }
  return { headers, rawHeaders };
}

/** Verifies the token of a case, without HTTP. */
export async function verifyCase(corpusCase: CorpusCase, verifier: Verifier): Promise<string> {
  try {
    await verifier.verify(corpusCase.token, corpusCase.requirement);
    return 'accepted';
  } catch (error) {
    const { reason } = error as Partial<TokenError>;
    return reason ?? `untyped: ${String(error)}`;
  }
}

/** Sends a case through `authenticate`. */
export async function authenticateCase(corpusCase: CorpusCase, verifier: Verifier): Promise<CoreAnswer> {
  const result = await authenticate(verifier, requestOf(corpusCase), corpusCase.requirement);
  if (result.ok)
    return { reason: 'accepted', status: 200, error: undefined, failure: undefined, response: undefined };
  const { error: failure, response } = result;
  const challenge = response.headers['www-authenticate'] ?? '';
  return {
    reason: failure.reason,
    status: response.status,
    error: /error="([^"]*)"/.exec(challenge)?.[1],
    failure,
    response,
  };
}
