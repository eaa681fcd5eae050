import type { CorpusCase } from '@acme/token-testing/corpus';
import { httpExpectation } from '@acme/token-testing/corpus';

/** One request of the load and the status that it has to get. */
export interface LoadRequest {
  readonly title: string;
  readonly path: string;
  readonly authorization: string;
  readonly status: number;
}

/** What an HTTP client sends without complaint: the rest of the corpus is for raw sockets. */
const SENDABLE = /^[\x20-\x7e]+$/;

/** The corpus as requests over connections that stay open. */
export function loadRequests(corpus: readonly CorpusCase[]): readonly LoadRequest[] {
  return corpus.flatMap((item) => {
    const { title, token, request, options, keysAre, exactTime, requirement } = item;
    const expected = httpExpectation(item);
    const isConfigured = options !== undefined || keysAre === 'other' || exactTime || request !== undefined;
    if (expected === undefined || isConfigured || !SENDABLE.test(token)) return [];
    const scopes = requirement?.scopes ?? [];
    const isRead = scopes.length === 1 && requirement?.anyScope === undefined;
    if (requirement !== undefined && !isRead) return [];
    const path = requirement === undefined ? '/me' : '/products';
    return [{ title, path, authorization: `Bearer ${token}`, status: expected.status }];
  });
}
