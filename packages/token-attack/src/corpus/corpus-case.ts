import type { Algorithm, JsonWebKeySet, Requirement, TokenErrorReason } from '@acme/token-core';

/** What a case is about. */
export type CorpusTopic =
  | 'text'
  | 'algorithm'
  | 'header'
  | 'type'
  | 'key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'time'
  | 'claim'
  | 'content'
  | 'bound'
  | 'scope'
  | 'organization'
  | 'request';

/** Accepted, or the reason of the refusal. */
export type CorpusVerdict = 'accepted' | TokenErrorReason;

/** What has to come of a case. */
export interface CorpusExpectation {
  readonly reason: CorpusVerdict;
  /** Of a route that answers 200 by itself. */
  readonly status: 200 | 400 | 401 | 403 | 503;
  /** The error code of the challenge (RFC 6750 §3.1); `undefined`: none. */
  readonly error: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | undefined;
}

/** Options of `createVerifier` that a case is judged under. Without any: the defaults. */
export interface CorpusOptions {
  readonly algorithms?: readonly Algorithm[];
  readonly tokenTypes?: readonly string[];
  /** Seconds. */
  readonly clockTolerance?: number;
  /** Seconds. */
  readonly maxTokenAge?: number;
  /** Bytes. */
  readonly maxTokenLength?: number;
  readonly scopeClaim?: 'scope' | 'scp' | 'permissions';
  readonly allowBoundTokens?: boolean;
}

/** An HTTP request, where the case is about more than the token. */
export interface CorpusRequest {
  readonly method: string;
  /** The request target; `undefined`: that of the protected route. */
  readonly path: string | undefined;
  /** Header lines as they go out, one character a byte. `{token}` stands for the token. */
  readonly headers: readonly string[];
}

/** One attack, or one control: a case that has to be accepted, so that refusing everything is no way to pass. */
export interface CorpusCase {
  /** No two cases have the same. */
  readonly title: string;
  readonly topic: CorpusTopic;
  /** The number of the rule that decides, as in `docs/RULES.md`. */
  readonly rule: number;
  /** Where the rule comes from: a section of a standard, or a CVE. */
  readonly source: string;
  /** The token text. */
  readonly token: string;
  /** Default: `GET`, with the token as a bearer. */
  readonly request?: CorpusRequest;
  /** The JWK Set that the issuer publishes in this case. */
  readonly keys: JsonWebKeySet;
  /** How `keys` differ from the corpus' own set: not at all, by keys that were added, or altogether. */
  readonly keysAre: 'usual' | 'extended' | 'other';
  /** Of the verifier, beside issuer, resource and keys. Default: none. */
  readonly options?: CorpusOptions;
  /** What the route demands. Default: any valid token. */
  readonly requirement?: Requirement;
  /** True where a second more or less on the clock changes the outcome. */
  readonly exactTime: boolean;
  /** What has to come of it. */
  readonly expected: CorpusExpectation;
}

const REFUSALS: Readonly<Record<TokenErrorReason, Omit<CorpusExpectation, 'reason'>>> = {
  missing: { status: 401, error: undefined },
  credentials: { status: 400, error: 'invalid_request' },
  malformed: { status: 401, error: 'invalid_token' },
  type: { status: 401, error: 'invalid_token' },
  algorithm: { status: 401, error: 'invalid_token' },
  header: { status: 401, error: 'invalid_token' },
  unknown_key: { status: 401, error: 'invalid_token' },
  signature: { status: 401, error: 'invalid_token' },
  issuer: { status: 401, error: 'invalid_token' },
  audience: { status: 401, error: 'invalid_token' },
  expired: { status: 401, error: 'invalid_token' },
  not_yet_valid: { status: 401, error: 'invalid_token' },
  claim: { status: 401, error: 'invalid_token' },
  bound: { status: 401, error: 'invalid_token' },
  revoked: { status: 401, error: 'invalid_token' },
  stale: { status: 401, error: 'invalid_token' },
  scope: { status: 403, error: 'insufficient_scope' },
  organization: { status: 403, error: undefined },
  principal: { status: 403, error: undefined },
  keys_unavailable: { status: 503, error: undefined },
  standing_unavailable: { status: 503, error: undefined },
};

/** What a verdict means over HTTP (RFC 6750 §3.1). */
export function expectationOf(reason: CorpusVerdict): CorpusExpectation {
  return reason === 'accepted' ? { reason, status: 200, error: undefined } : { reason, ...REFUSALS[reason] };
}
