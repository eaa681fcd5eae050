import { type Agent, request } from 'node:http';
import type { CorpusCase } from '@acme/token-attack/corpus';
import { httpExpectation } from '@acme/token-attack/corpus';

/** One request of the load and the verdict that it has to get. */
export interface LoadRequest {
  readonly title: string;
  readonly path: string;
  readonly headers: { readonly authorization?: string };
  readonly status: number;
  /** The error code of the challenge (RFC 6750 §3.1). */
  readonly error: string | undefined;
}

/** An answer, as far as it tells the verdict. */
export interface LoadAnswer {
  /** 0 when the connection broke. */
  readonly status: number;
  /** The whole `www-authenticate`, whose description names the reason. */
  readonly challenge: string;
}

/** What an HTTP client sends without complaint: the rest of the corpus is for raw sockets. */
const SENDABLE = /^[\x20-\x7e]+$/;
const PATIENCE = 10_000;
/** In seconds; no token of the corpus lives between an hour and this. */
const LONGEST_LIFE = 86_400;

/** A request that asks for no token: what a host does to memory without a verifier. */
export const HEALTH: LoadRequest = {
  title: '/health',
  path: '/health',
  headers: {},
  status: 200,
  error: undefined,
};

/**
 * The corpus as requests over connections that stay open.
 *
 * @param until - Milliseconds since the epoch: what is to be decided otherwise before then is left out.
 */
export function loadRequests(corpus: readonly CorpusCase[], until: number): readonly LoadRequest[] {
  return corpus.flatMap((item) => {
    const { title, token, request: own, options, keysAre, exactTime, requirement } = item;
    const expected = httpExpectation(item);
    const isConfigured = options !== undefined || keysAre === 'other' || exactTime || own !== undefined;
    if (expected === undefined || isConfigured || !SENDABLE.test(token)) return [];
    if (turnsBefore(token, until) || (expected.status === 200 && livesTooLong(token))) return [];
    const scopes = requirement?.scopes ?? [];
    const isRead = scopes.length === 1 && requirement?.anyScope === undefined;
    if (requirement !== undefined && !isRead) return [];
    const path = requirement === undefined ? '/me' : '/products';
    const { status, error } = expected;
    return [{ title, path, headers: { authorization: `Bearer ${token}` }, status, error }];
  });
}

/** Whether a token expires, or begins to be valid, between now and then. */
function turnsBefore(token: string, until: number): boolean {
  const claims = claimsOf(token);
  return ['exp', 'nbf'].some((name) => {
    const time = Number(claims?.[name]) * 1000;
    return time > Date.now() && time < until;
  });
}

/** The hosts are told how long tokens live (`longestTokenLife` of their standing), and refuse one that lives for years. */
function livesTooLong(token: string): boolean {
  const claims = claimsOf(token);
  return Number(claims?.['exp']) - Number(claims?.['iat']) > LONGEST_LIFE;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' ? ((claims ?? undefined) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export function isRight({ status, error }: LoadRequest, answer: LoadAnswer): boolean {
  return status === answer.status && error === /\berror="([^"]*)"/.exec(answer.challenge)?.[1];
}

/** Sends one request over a connection of the agent. */
export function ask(origin: string, { path, headers }: LoadRequest, agent: Agent): Promise<LoadAnswer> {
  return new Promise((resolve) => {
    const broken = (): void => resolve({ status: 0, challenge: '' });
    const sent = request(origin + path, { agent, headers }, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      response.resume();
      response.once('end', () => resolve({ status, challenge: answered['www-authenticate'] ?? '' }));
      response.once('error', broken);
    });
    sent.setTimeout(PATIENCE, () => sent.destroy(new Error('no answer')));
    sent.once('error', broken);
    sent.end();
  });
}
