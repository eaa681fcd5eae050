import { authenticate, type RequestLike, type Requirements, type Verifier } from '@acme/token-core';
import { explain, type Evidence, type Finding } from '@acme/token-core/explain';
import { shownToken, type ShownToken } from './shown-token.js';

export type { ShownMember, ShownToken } from './shown-token.js';

/** What a pasted text is examined against. */
export interface ExamineOptions<S extends string = string> {
  /** The judge: the verifier that the API itself uses. */
  readonly verifier: Verifier<S>;
  /** What the route demands. Default: any valid token. */
  readonly requirement?: Requirements<S> | undefined;
  /** More that is known beside it: how the keys stand, the clock, facts of the verifier. */
  readonly evidence?: Pick<Evidence, 'keys' | 'clock'> | undefined;
}

/** What was found out about a pasted text. Nothing of the token is in it but what rule 33 allows. */
export interface Examination {
  /** How the text was read. */
  readonly kind: 'token' | 'curl';
  /** The method of a cURL line. */
  readonly method: string | undefined;
  /** What the API would do with it. */
  readonly decision: 'accepted' | 'refused' | 'unavailable';
  /** The status that the API would answer; `undefined` where it accepts. */
  readonly status: number | undefined;
  /** Why it is not accepted. */
  readonly finding: Finding | undefined;
  /** What the token says of itself, where it parses as a JWT. */
  readonly token: ShownToken | undefined;
}

/**
 * Examines a pasted token, or an Authorization line, as the API would judge it. Sends the text to nobody.
 *
 * @param text - The token, with or without `Bearer` in front.
 * @throws TypeError when the requirement is a mistake in the program.
 * @example
 * const { decision, finding } = await examine(text, { verifier, requirement: { scopes: ['read:products'] } });
 */
export async function examine<S extends string>(
  text: string,
  options: ExamineOptions<S>,
): Promise<Examination> {
  return examineRequest('token', requestOf(text), options);
}

function requestOf(text: string): RequestLike {
  const line = text.trim();
  const value = line.replace(/^authorization\s*:\s*/i, '');
  return { headers: { authorization: value === line && !/\s/.test(line) ? `Bearer ${line}` : value } };
}

async function examineRequest<S extends string>(
  kind: Examination['kind'],
  request: RequestLike,
  { verifier, requirement, evidence }: ExamineOptions<S>,
): Promise<Examination> {
  const result = await authenticate(verifier, request, requirement);
  const about = {
    kind,
    method: request.method,
    token: shownToken(request),
  };
  if (result.ok) return { ...about, decision: 'accepted', status: undefined, finding: undefined };
  const { error } = result;
  return {
    ...about,
    decision: error.status === 503 ? 'unavailable' : 'refused',
    status: error.status,
    finding: explain(error, { request, verifier, ...evidence }),
  };
}
