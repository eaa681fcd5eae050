import { authenticate, type RequestLike, type Requirements, type Verifier } from '@acme/token-core';
import { type Evidence, explain, type Finding, type VerifierFacts } from '@acme/token-core/explain';
import { type CurlRequest, isCurlLine, parseCurl } from '../curl/parse-curl.js';
import { expectOptions, fail } from '@acme/token-core/adapter';
import { shownToken } from 'local-pages';
import type { ShownToken } from './shown-token.js';
import { type Stage, stagesUntil } from './stages.js';

/** What a pasted text is examined against. */
export interface ExamineOptions<S extends string = string> {
  /** The judge: the verifier that the API itself uses. */
  readonly verifier: Verifier<S>;
  /** What the route demands. Default: any valid token. */
  readonly requirement?: Requirements<S> | undefined;
  /** More that is known beside it: how the keys stand, the clock. Default: nothing. */
  readonly evidence?: Pick<Evidence, 'keys' | 'clock'> | undefined;
  /** Facts of the verifier that it does not show by itself. Default: none. */
  readonly facts?: VerifierFacts | undefined;
}

/** What was found out about a pasted text. Nothing of the token is in it but what rule 33 allows. */
export interface Examination {
  /** How the text was read. */
  readonly kind: 'token' | 'curl';
  /** The method of a cURL line. */
  readonly method: string | undefined;
  /** Where a cURL line goes: scheme and host alone. */
  readonly origin: string | undefined;
  /** What the API would do with it. */
  readonly decision: 'accepted' | 'refused' | 'unavailable';
  /** The status that the API would answer; `undefined` where it accepts. */
  readonly status: number | undefined;
  /** Why it is not accepted. */
  readonly finding: Finding | undefined;
  /** What is right, up to the one that is not, and what nobody looked at then. */
  readonly stages: readonly Stage[];
  /** What the token says of itself, where it parses as a JWT. */
  readonly token: ShownToken | undefined;
}

/**
 * Examines a pasted token, an Authorization line or a "Copy as cURL" line, as the API would judge it. Sends it to nobody.
 *
 * @param text - The token, with or without `Bearer` in front, or the line that begins with `curl`.
 * @throws CurlSyntaxError when a cURL line cannot be read; TypeError when an option is a mistake: its name, or the requirement.
 * @example
 * const { decision, finding } = await examine(text, { verifier, requirement: { scopes: ['read:products'] } });
 */
export async function examine<S extends string>(
  text: string,
  options: ExamineOptions<S>,
): Promise<Examination> {
  const own = readOptions(options);
  return isCurlLine(text)
    ? examineRequest('curl', parseCurl(text), own)
    : examineRequest('token', requestOf(text, own.verifier.tokenHeader), own);
}

const KNOWN: readonly (keyof ExamineOptions)[] = ['verifier', 'requirement', 'evidence', 'facts'];

function readOptions<S extends string>(options: ExamineOptions<S>): ExamineOptions<S> {
  const own = expectOptions<ExamineOptions<S>>('examine', options, KNOWN);
  const { verify, checkRequirement } = (own.verifier ?? {}) as Partial<Verifier<S>>;
  if (typeof verify !== 'function' || typeof checkRequirement !== 'function')
    fail('examine: verifier', 'what createVerifier returns', own.verifier);
  for (const name of ['evidence', 'facts'] as const) {
    if (own[name] !== undefined && (typeof own[name] !== 'object' || (own[name] as unknown) === null))
      fail(`examine: ${name}`, 'an object', own[name]);
  }
  return own;
}

/** A token is sent as a client would that does it rightly; whoever pastes a whole line is taken at his word. */
function requestOf(text: string, field = 'authorization'): RequestLike {
  const pasted = text.trim();
  const line = /^authorization\s*:\s*([\s\S]*)$/i.exec(pasted)?.[1];
  const isWhole = line !== undefined || /^bearer(?:\s|$)/i.test(pasted);
  return { headers: { [field]: isWhole ? (line ?? pasted) : `Bearer ${pasted}` } };
}

async function examineRequest<S extends string>(
  kind: Examination['kind'],
  request: RequestLike | CurlRequest,
  { verifier, requirement, evidence, facts }: ExamineOptions<S>,
): Promise<Examination> {
  const result = await authenticate(verifier, request, requirement);
  const about = {
    kind,
    method: request.method,
    origin: originOf(request.url),
    token: shownToken(request, verifier.tokenHeader),
  };
  if (result.ok) {
    return { ...about, decision: 'accepted', status: undefined, finding: undefined, stages: stagesUntil() };
  }
  const { error } = result;
  return {
    ...about,
    decision: error.status === 503 ? 'unavailable' : 'refused',
    status: error.status,
    finding: explain(error, { request, verifier: { ...verifier, ...facts }, ...evidence }),
    stages: stagesUntil(error.reason),
  };
}

function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
