import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain/index.js';
import { authenticate, defineResource } from '../../src/index.js';
import { createVerifier, staticKeys } from '../../src/given-keys.js';
import { ISSUER, RESOURCE } from './findings/support.js';

/** Single characters, and the words that a diagnosis looks for. */
const REPEATED = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat(
  [
    '\t',
    'a.',
    '//',
    '${',
    '{{',
    '%41',
    'eyJ',
    '=;',
    '; ',
    'bearer ',
    'your-',
    'your_',
    'Basic ',
    ',a=',
    '[object ',
  ],
  ['token', 'jwt', 'auth', 'session', 'logto', 'token=', '=eyJ', 'access_token='],
);
/** More than a server of Node.js lets in. */
const LENGTH = 32_768;

const verifier = createVerifier({
  issuer: ISSUER,
  resource: defineResource({ indicator: RESOURCE, scopes: { read: 'Read' } }),
  keys: staticKeys({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
  }),
});

describe('rule 33: a diagnosis takes linear time', () => {
  const fields = ['authorization', 'cookie'].flatMap((name) =>
    ['', 'Bearer ', 'Bearer h.', 'a='].map((start) => [name, start] as const),
  );

  // In quadratic time one of these texts takes seconds, and all of them longer than a test may.
  it.each(fields)('of a long %s that begins with "%s"', async (name, start) => {
    for (const part of REPEATED) {
      const text = part.repeat(LENGTH / part.length);
      for (const value of [`${start}${text}`, `${start}${text.slice(1)}~`]) {
        const request = { method: 'GET', url: '/', headers: { [name]: value } };
        const decision = await authenticate(verifier, request);
        if (decision.ok) throw new Error('Such a text is no token.');
        expect(explain(decision.error, { request, verifier }).sentence).not.toBe('');
      }
    }
  });
});
