import { describe, expect, it } from 'vitest';
import {
  authenticate,
  ForbiddenError,
  InvalidTokenError,
  KeysUnavailableError,
  type Refusal,
  type RequestLike,
  StandingUnavailableError,
  type VerifierOptions,
} from '../../src/index.js';
import { explain, type Evidence, type Finding } from '../../src/explain/index.js';
import { mint, NOW, signRaw, verifierWith } from '../support/tokens.js';

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\n\r]/u;

async function explained(
  request: RequestLike,
  options: Partial<VerifierOptions> = {},
  scopes: readonly string[] = ['read:products'],
): Promise<Finding> {
  const verifier = verifierWith(options);
  const result = await authenticate(verifier, request, { scopes });
  if (result.ok) throw new Error('accepted');
  return explain(result.error, { request, verifier, clock: { now: NOW * 1000 } });
}

const textsOf = (finding: Finding): string =>
  Object.values(finding)
    .filter((value) => value !== undefined)
    .join(' ');
const bearer = (token: string): RequestLike => ({ headers: { authorization: `Bearer ${token}` } });

describe('rule 33: of what stands in the place of credentials nothing is quoted but length, a known prefix and a scheme', () => {
  const SECRET = 'hunter2-Zq81';

  it.each([
    SECRET,
    `pat_${SECRET}`,
    `sk_live_${SECRET}`,
    `${SECRET}.${SECRET}`,
    `${SECRET}.${SECRET}.${SECRET}`,
    `eyJ${SECRET}`,
    `"${SECRET}"`,
    `{"access_token":"${SECRET}"}`,
    `Bearer ${SECRET}`,
    `${SECRET} ${SECRET}`,
    `${SECRET}%20`,
    `<${SECRET}>`,
    `\${${SECRET}}`,
    `[object ${SECRET}]`,
  ])('%s', async (credentials) => {
    expect(textsOf(await explained(bearer(credentials)))).not.toContain(SECRET);
  });

  it.each([`Basic ${SECRET}`, `${SECRET} ${SECRET}`, SECRET, `DPoP ${SECRET}`, `Bearer%20${SECRET}`])(
    'the header %s',
    async (authorization) => {
      expect(textsOf(await explained({ headers: { authorization } }))).not.toContain(SECRET);
    },
  );

  it('other fields, the cookie and the address are looked at and never quoted', async () => {
    const requests: RequestLike[] = [
      { headers: { 'x-forwarded-authorization': `Bearer ${SECRET}` } },
      { headers: { cookie: `access_token=${SECRET}` } },
      { headers: {}, url: `/${SECRET}?access_token=${SECRET}`, method: 'GET' },
      { headers: { via: SECRET, origin: SECRET }, url: `/${SECRET}` },
    ];
    for (const request of requests) expect(textsOf(await explained(request))).not.toContain(SECRET);
  });
});

describe('rule 33: of a JWT only the registered members are quoted, escaped and cut', () => {
  const MARK = 'mark-51c0';

  it.each(['sub', 'jti', 'email', 'nonce', 'roles', 'permissions', 'azp', 'act', 'cnf'])(
    '%s is never quoted, whatever the refusal',
    async (name) => {
      for (const broken of [
        { exp: NOW - 60 },
        { iss: 'https://x.example' },
        { aud: 'other' },
        { scope: '' },
        {},
      ]) {
        const token = await mint({ scope: '', [name]: MARK, ...broken });
        expect(textsOf(await explained(bearer(token)))).not.toContain(MARK);
      }
    },
  );

  it('kid, typ, alg, iss and aud of a hostile token are one line of at most 200 characters', async () => {
    const hostile = `\u001b[31m${'x'.repeat(500)}\r\nFORGED: accepted\u2028\u202e`;
    const tokens = [
      mint({}, { header: { kid: hostile } }),
      mint({}, { header: { typ: hostile } }),
      mint({}, { header: { alg: hostile } }),
      mint({ iss: hostile }),
      mint({ aud: hostile }),
      mint({ aud: [hostile, hostile] }),
      mint({ scope: hostile }),
      mint({ client_id: hostile, sub: hostile, scope: '' }),
      mint({ exp: hostile }),
      signRaw(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: hostile }), new TextEncoder().encode('{}')),
    ];
    for (const token of await Promise.all(tokens)) {
      const finding = await explained(bearer(token));
      expect(textsOf(finding)).not.toMatch(UNSEEN);
      expect(textsOf(finding)).not.toContain('x'.repeat(201));
      expect(finding.sentence.length).toBeLessThanOrEqual(600);
    }
  });

  it('nothing of a header is quoted where the payload is no JSON: that text is no JWT', async () => {
    const junk = new TextEncoder().encode('no JSON');
    for (const header of [{ kid: MARK }, { typ: MARK }, { alg: MARK }, { kid: MARK, alg: 'HS256' }]) {
      const token = await signRaw(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'x', ...header }), junk);
      expect(textsOf(await explained(bearer(token)))).not.toContain(MARK);
    }
  });

  it('an address loses its user information and its query', async () => {
    const found = textsOf(
      await explained(bearer(await mint({ iss: 'https://user:pass@evil.example/x?key=1#f' }))),
    );
    expect(found).toContain('evil.example/x');
    for (const secret of ['user', 'pass', 'key=1']) expect(found).not.toContain(secret);
  });
});

describe('rule 33: evidence is anything, and an explanation never throws', () => {
  const errors: readonly Refusal[] = [
    new InvalidTokenError('revoked'),
    new InvalidTokenError('stale'),
    new InvalidTokenError('expired'),
    new InvalidTokenError('issuer'),
    new InvalidTokenError('audience'),
    new InvalidTokenError('type'),
    new InvalidTokenError('claim'),
    new InvalidTokenError('of_a_later_version' as 'claim'),
    new ForbiddenError('organization'),
    new ForbiddenError('principal'),
    new KeysUnavailableError(1),
    new KeysUnavailableError(1, { cause: new Error('line\nline') }),
    new StandingUnavailableError(1),
  ];

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a request of nothing', { request: {} }],
    [
      'headers that throw',
      {
        request: Object.defineProperty({}, 'headers', {
          get: () => {
            throw new Error('x');
          },
        }),
      },
    ],
    [
      'numbers everywhere',
      { request: { headers: { authorization: 5 }, url: 5, method: 5 }, verifier: { issuers: [5] } },
    ],
    ['a clock of nonsense', { clock: { now: Number.NaN, serverDate: Infinity, receivedAt: -Infinity } }],
  ])('%s', (_what, evidence) => {
    for (const error of errors) {
      const { sentence, mend, cause } = explain(error, evidence as Evidence);
      expect(`${sentence} ${mend} ${cause}`).not.toMatch(UNSEEN);
      expect(sentence).not.toBe('');
    }
  });
});
