import {
  anything,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  dictionary,
  oneof,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authenticate, isTokenError } from '../../src/index.js';
import { explain } from '../../src/explain/index.js';
import { mint, RESOURCE, verifierWith } from '../support/tokens.js';

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\n\r]/u;

describe('rule 33: evidence is anything, and an explanation never throws', () => {
  it('any header, any claims', async () => {
    const verifier = verifierWith();
    const text = oneof(
      string({ unit: 'binary' }),
      string(),
      constantFrom('undefined', 'eyJ', 'pat_', RESOURCE),
    );
    const claims = dictionary(
      constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'scope', 'roles', 'sub', 'azp'),
      anything(),
    );
    await assert(
      asyncProperty(text, claims, boolean(), async (authorization, payload, isToken) => {
        const json =
          JSON.stringify(payload, (_name, value: unknown) => (typeof value === 'bigint' ? null : value)) ??
          '{}';
        const value = isToken ? `Bearer ${await mint({}, { payload: json })}` : authorization;
        const request = { headers: { authorization: value } };
        const error: unknown = await authenticate(verifier, request).then((result) =>
          result.ok ? undefined : result.error,
        );
        if (!isTokenError(error)) return;
        const found = Object.values(explain(error, { request, verifier })).join(' ');
        expect(found).not.toMatch(UNSEEN);
      }),
      { numRuns: 300, seed: 33 },
    );
  });
});
