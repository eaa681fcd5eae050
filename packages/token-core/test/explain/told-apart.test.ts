import { describe, expect, it } from 'vitest';
import { differenceOf, type Evidence, explain, finding } from '../../src/explain/index.js';
import type { Refusal } from '../../src/index.js';
import {
  broken,
  fields,
  invalid,
  ISSUER,
  jwt,
  lacking,
  missing,
  outage,
  RESOURCE,
  token,
  trusting,
} from './findings/support.js';

const causeOf = (error: Refusal, evidence?: Evidence): string => explain(error, evidence).cause;
const sent = (text: string, found = 1): string => causeOf(invalid('malformed', { found }), { token: text });
const long = 'x'.repeat(201);

describe('rule 33: what stands where a token should is told apart by its form', () => {
  it.each(['undefined', 'null', 'NaN', 'true', 'false', 'NULL'])('a word: %s', (text) => {
    expect(sent(text)).toBe('token.word');
  });

  it.each([
    '<token>',
    '<>',
    '{token}',
    '{{ token }}',
    '{}',
    '$TOKEN',
    '${TOKEN}',
    '%TOKEN%',
    '%1%',
    'your-access-token',
    'YOUR_TOKEN',
    'your token',
    'yourtoken',
    'xxx',
    'XXXX',
    'token',
    'access_token',
    'access-token',
    'accesstoken',
  ])('a placeholder: %s', (text) => {
    expect(sent(text)).toBe('token.placeholder');
  });

  it.each([
    'undefinedx',
    'xnull',
    '<token>x',
    'x<token>',
    '<a<b',
    'x{a}',
    '{a}x',
    '{a',
    'x$TOKEN',
    '$TO-KEN',
    '$',
    'x%TOKEN%',
    '%TOKEN%x',
    '%%',
    '%A-B%',
    'x your-token',
    'my-your-token',
    'your-tokens',
    'your-a-b-token',
    'xx',
    'xxxa',
    'axxx',
    'tokens',
    'mytoken',
    'access__token',
    'access_tokens',
    'an[object Object]',
    'x[object Promise]',
    'patx',
    'xpat_',
    'skx',
    'ask_live',
    'x{"a"',
  ])('none of these: %s', (text) => {
    expect(sent(text)).toBe('token.opaque');
  });

  it.each([
    ['[object Promise', 'token.promise'],
    ['[OBJECT PROMISE]', 'token.promise'],
    ['[object Promises]', 'token.promise'],
    ['[object Undefined]', 'token.object'],
    ['[Object x', 'token.object'],
    ['{"a":1}', 'token.json'],
    ['{"', 'token.json'],
    ['{a:1', 'token.opaque'],
    ['pat_', 'token.personal'],
    ['eyJ', 'token.cut'],
  ])('%s: %s', (text, cause) => {
    expect(sent(text)).toBe(cause);
  });

  it.each(['sk', 'pk', 'rk', 'api', 'key', 'secret', 'ghp', 'gho', 'xoxb', 'SK'])(
    'a secret: %s',
    (prefix) => {
      expect([sent(`${prefix}_1`), sent(`${prefix}-1`)]).toEqual(['token.secret', 'token.secret']);
      expect([sent(`${prefix}1`), sent(`a${prefix}-1`)]).toEqual(['token.opaque', 'token.opaque']);
    },
  );

  it.each([
    [0, 'token.opaque'],
    [1, 'token.opaque'],
    [2, 'token.parts'],
    [4, 'token.parts'],
    [5, 'token.encrypted'],
    [6, 'token.parts'],
  ])('of %i parts: %s', (found, cause) => {
    expect(sent('a.b', found)).toBe(cause);
  });

  it.each([
    ['"x', 'credentials.quotes'],
    ['x"', 'credentials.quotes'],
    ["'x", 'credentials.quotes'],
    ["x'", 'credentials.quotes'],
    ['“x', 'credentials.quotes'],
    ['x”', 'credentials.quotes'],
    ['x"y', 'credentials.syntax'],
    ['x’y', 'credentials.syntax'],
    ['x%2f', 'credentials.encoded'],
    ['x%2F', 'credentials.encoded'],
    ['x%2', 'credentials.syntax'],
    ['x%zz', 'credentials.syntax'],
    ['bearer x', 'credentials.twice'],
    ['Bearer\tx', 'credentials.twice'],
    ['xbearer y', 'credentials.blank'],
    ['bearerx', 'credentials.syntax'],
    ['x\ty', 'credentials.blank'],
    ['x,y', 'credentials.syntax'],
    ['  ', 'token.nothing'],
  ])('broken credentials %j: %s', (text, cause) => {
    expect(causeOf(broken(), fields({ authorization: `Bearer ${text}` }))).toBe(cause);
  });

  it.each([
    ['"Bearer x', 'credentials.quotes'],
    [" 'Bearer x", 'credentials.quotes'],
    ['“Bearer x', 'credentials.quotes'],
    ['xBearer"y', 'credentials.syntax'],
  ])('a whole value %j: %s', (authorization, cause) => {
    expect(causeOf(broken(), fields({ authorization }))).toBe(cause);
  });

  it('a quote in front of the scheme, where the token has none', () => {
    expect(causeOf(broken(), { token: 'x,y', request: { headers: { authorization: ' "Bearer x,y' } } })).toBe(
      'credentials.quotes',
    );
    expect(causeOf(broken(), { token: 'x,y', request: { headers: { authorization: 'Bearer "x,y' } } })).toBe(
      'credentials.syntax',
    );
  });
});

describe('rule 33: where a token got lost is told apart', () => {
  it.each([
    'x-forwarded-authorization',
    'x-original-authorization',
    'x-serverless-authorization',
    'x-forwarded-access-token',
    'x-auth-request-access-token',
    'x-amzn-oidc-accesstoken',
    'x-amzn-oidc-data',
    'x-ms-token-aad-access-token',
    'x-goog-iap-jwt-assertion',
    'cf-access-jwt-assertion',
    'x-authorization',
    'x-access-token',
    'x-auth-token',
    'proxy-authorization',
  ])('a gateway moved it to %s', (name) => {
    expect(explain(missing(), fields({ [name.toUpperCase()]: 'x' }))).toMatchObject({
      cause: 'missing.moved',
      found: name,
    });
  });

  it.each([
    'Basic',
    'Digest',
    'DPoP',
    'GNAP',
    'HOBA',
    'Mutual',
    'Negotiate',
    'OAuth',
    'PrivateToken',
    'vapid',
  ])('a registered scheme is named: %s', (scheme) => {
    expect(explain(missing('scheme'), fields({ authorization: `${scheme.toUpperCase()} x` })).found).toBe(
      scheme,
    );
  });

  it.each([
    ['Bearer%20x', 'credentials.encoded'],
    ['xBearer%20x', 'missing.scheme'],
    ['a.b.c', 'missing.no-scheme'],
    ['a-b.c_d.', 'missing.no-scheme'],
    ['aa.bb.cc', 'missing.no-scheme'],
    ['a.b', 'missing.scheme'],
    ['a.b.c.d', 'missing.scheme'],
    ['.b.c', 'missing.scheme'],
    ['a..c', 'missing.scheme'],
    ['a.b.c d', 'missing.scheme'],
    ['Token a.b.c', 'missing.scheme'],
    ['a+.b.c', 'missing.scheme'],
    ['a.b+.c', 'missing.scheme'],
    ['a.b.c+', 'missing.scheme'],
  ])('a scheme %j: %s', (authorization, cause) => {
    expect(causeOf(missing('scheme'), fields({ authorization }))).toBe(cause);
  });

  it.each([
    ['/a?access_token=x', 'missing.query'],
    ['/a?b=c&token=x', 'missing.query'],
    ['/?jwt=x', 'missing.query'],
    ['/?auth_token=x', 'missing.query'],
    ['/?ID_TOKEN=x', 'missing.query'],
    ['/access_token=x', 'missing.absent'],
    ['/?my_token=x', 'missing.absent'],
    ['/?token', 'missing.absent'],
    [`/?${'a'.repeat(8183)}&token=`, 'missing.query'],
    [`/?${'a'.repeat(8184)}&token=`, 'missing.absent'],
    [`/?${'a'.repeat(8100)}&token=`, 'missing.query'],
  ])('an address %#', (url, cause) => {
    expect(causeOf(missing(), fields({}, { url }))).toBe(cause);
  });

  it.each([
    ['access_token=x', 'missing.cookie'],
    ['jwt=x', 'missing.cookie'],
    ['auth=x', 'missing.cookie'],
    ['sid=1; SESSION=x', 'missing.cookie'],
    ['logto_x=y', 'missing.cookie'],
    ['sid=eyJ', 'missing.cookie'],
    ['theme=dark', 'missing.absent'],
    ['token', 'missing.absent'],
    ['token;a=b', 'missing.absent'],
    ['a=xeyJ', 'missing.absent'],
  ])('a cookie %s: %s', (cookie, cause) => {
    expect(causeOf(missing(), fields({ cookie }))).toBe(cause);
  });

  it.each([
    ['via', 'missing.proxy'],
    ['x-forwarded-for', 'missing.proxy'],
    ['forwarded', 'missing.proxy'],
    ['origin', 'missing.browser'],
    ['sec-fetch-mode', 'missing.browser'],
    ['accept', 'missing.absent'],
  ])('a request with %s: %s', (name, cause) => {
    expect(causeOf(missing(), fields({ [name]: 'x' }))).toBe(cause);
  });
});

describe('rule 33: a provider is known by the form of its issuer', () => {
  const asked = (issuer: string): string => explain(invalid('audience'), trusting(issuer)).mend;

  it.each([
    ['https://x.auth0.com', '`audience`'],
    ['https://x.auth0.com/', '`audience`'],
    ['https://login.microsoftonline.com/t', '`scope='],
    ['https://sts.windows.net/t', '`scope='],
    ['https://a-b1.ciamlogin.com/t', '`scope='],
    ['https://id.test/realms/shop', 'audience mapper'],
    ['https://id.test/realms/shop/', 'audience mapper'],
    ['https://x.supabase.co/auth/v1', 'nothing: all'],
    ['https://x.supabase.co/auth/v1/', 'nothing: all'],
  ])('%s asks by %s', (issuer, words) => {
    expect(asked(issuer)).toContain(words);
  });

  it.each([
    'https://x.auth0.com/x',
    'https://xauth0.com',
    'https://x.auth0.com.test',
    'http://login.microsoftonline.com/t',
    'https://login.microsoftonline.com',
    'x https://login.microsoftonline.com/t',
    'https://a.b.ciamlogin.com/t',
    'https://.ciamlogin.com/t',
    'https://login-microsoftonline.com/t',
    'https://id.test/realms/',
    'https://id.test/realms/a/b',
    'https://id.test/realms/a/b/',
    'https://x.supabase.co/auth/v1/x',
    'https://xsupabase.co/auth/v1',
  ])('%s is of none of these', (issuer) => {
    expect(asked(issuer)).toContain('send resource=');
  });

  const granted = (issuer?: string, iss?: unknown): string =>
    explain(lacking(['a'], []), {
      token: jwt({ sub: 'x', iss }),
      ...(issuer !== undefined && trusting(issuer)),
    }).mend;

  it.each([
    ['https://x.logto.app/', 'in the Console'],
    ['https://x.logto.app', 'in the Console'],
    ['https://auth.test/oidc', 'in the Console'],
    ['https://auth.test/oidc/', 'in the Console'],
    ['https://x.auth0.com/', 'with RBAC'],
    ['https://sts.windows.net/t', 'an app role'],
    ['https://id.test/realms/x', 'a client scope maps'],
    ['https://cognito-idp.eu-west-1.amazonaws.com/x', 'a custom scope of'],
  ])('%s grants by %s', (issuer, words) => {
    expect(granted(issuer)).toContain(words);
    expect(granted(undefined, issuer), 'by what the token says').toContain(words);
  });

  it.each([
    'https://x.logto.apps',
    'https://xlogto.app',
    'https://auth.test/oidc/x',
    'https://auth.test/xoidc',
    'http://cognito-idp.a.amazonaws.com/x',
    'https://cognito-idp.a.b.amazonaws.com/x',
    'https://cognito-idp.a.amazonaws.com',
    'xhttps://cognito-idp.a.amazonaws.com/x',
    'https://cognito-idp..amazonaws.com/x',
  ])('%s grants by nobody’s ways', (issuer) => {
    expect(granted(issuer)).toContain('the subject lacks a role that');
  });

  it.each([
    ['urn:logto:organization:', 'audience.organization-token'],
    ['xurn:logto:organization:a', 'audience.other'],
    ['https://x.test/userinfo/', 'audience.other'],
    ['https://x.test/api/v2', 'audience.other'],
    ['https://graph.microsoft.com/', 'audience.graph'],
    ['https://graph.microsoft.com/x', 'audience.other'],
    ['x00000003-0000-0000-c000-000000000000', 'audience.other'],
    ['00000003-0000-0000-c000-000000000000x', 'audience.other'],
    ['https://graphxmicrosoft.com', 'audience.other'],
    ['https://a-1.logto.app/api', 'audience.management-api'],
    ['https://a.b.logto.app/api', 'audience.other'],
    ['https://a.logto.app/api/', 'audience.other'],
    ['xhttps://a.logto.app/api', 'audience.other'],
    ['https://.logto.app/api', 'audience.other'],
    ['accounts', 'audience.other'],
  ])('the audience %s: %s', (found, cause) => {
    expect(causeOf(invalid('audience', { expected: RESOURCE, found }))).toBe(cause);
  });
});

describe('rule 33: kinds of token, keys and networks are told apart', () => {
  const type = (claims: object): string =>
    causeOf(
      invalid('type', { check: 'typ', expected: ['at+jwt'], found: 'JWT' }),
      token(claims, 'https://x.test'),
    );

  it.each<[object, string]>([
    [{ token_use: 'id', scope: 'a' }, 'token.id-token'],
    [{ typ: 'ID', scope: 'a' }, 'token.id-token'],
    [{ typ: 'Bearer', scope: 'a' }, 'type.unmarked'],
    [{ nonce: 'a' }, 'token.id-token'],
    [{ at_hash: 'a' }, 'token.id-token'],
    [{ c_hash: 'a' }, 'token.id-token'],
    [{ s_hash: 'a' }, 'token.id-token'],
    [{ token_use: 'access', nonce: 'a' }, 'type.unknown'],
    [{ token_use: 'x', nonce: 'a' }, 'token.id-token'],
    [{ aud: 'c', azp: 'c' }, 'token.id-token'],
    [{ aud: 'c', client_id: 'c' }, 'token.id-token'],
    [{ aud: 'c', client_id: 'c', scope: 'a' }, 'type.unmarked'],
    [{ aud: 'x', client_id: 'c' }, 'type.unmarked'],
    [{ aud: 'c', azp: 'x', client_id: 'c' }, 'type.unmarked'],
    [{ scope: 'a' }, 'type.unmarked'],
    [{ scp: 'a' }, 'type.unmarked'],
    [{ permissions: [] }, 'type.unmarked'],
    [{ client_id: 'a' }, 'type.unmarked'],
    [{ azp: 'a' }, 'type.unknown'],
    [{ token_use: 'refresh' }, 'token.refresh-token'],
    [{ typ: 'Refresh' }, 'token.refresh-token'],
    [{ typ: 'Offline' }, 'token.refresh-token'],
  ])('by the claims %j: %s', (claims, cause) => {
    expect(type(claims)).toBe(cause);
  });

  it.each([
    ['jwt', 'type.unknown'],
    ['APPLICATION/JWT', 'type.unknown'],
    ['xjwt', 'type.other'],
    ['jwtx', 'type.other'],
    ['application/jwtx', 'type.other'],
    ['at+jwt', 'type.other'],
  ])('typ %s: %s', (found, cause) => {
    const error = invalid('type', { check: 'typ', found });
    expect([causeOf(error, token({}, 'https://x.test')), causeOf(error)]).toEqual([cause, cause]);
  });

  it.each([
    ['none', 'algorithm.none'],
    ['nonex', 'algorithm.unknown'],
    ['xnone', 'algorithm.unknown'],
    ['HS512', 'algorithm.shared-secret'],
    ['HS1', 'algorithm.unknown'],
    ['xHS256', 'algorithm.unknown'],
    ['HS2567', 'algorithm.unknown'],
    ['HSabc', 'algorithm.unknown'],
    ['RS256', 'algorithm.left-out'],
    ['PS384', 'algorithm.left-out'],
    ['ES512', 'algorithm.left-out'],
    ['Ed25519', 'algorithm.left-out'],
    ['EdDSA', 'algorithm.left-out'],
    ['xRS256', 'algorithm.unknown'],
    ['RS2567', 'algorithm.unknown'],
    ['RSabc', 'algorithm.unknown'],
    ['XS256', 'algorithm.unknown'],
    ['ES25', 'algorithm.unknown'],
  ])('alg %s: %s', (found, cause) => {
    expect(causeOf(invalid('algorithm', { found }))).toBe(cause);
  });

  it.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ])('a certificate: %s', (code) => {
    const of = (name: string): string => causeOf(outage({ kind: 'network', code: name }));
    expect([of(code), of(`X${code}`), of(`${code}X`)]).toEqual([
      'keys.certificate',
      'keys.network',
      'keys.network',
    ]);
  });

  it.each([
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'ETIMEDOUT',
    'ENETUNREACH',
    'EHOSTUNREACH',
  ])('no way there: %s', (code) => {
    const of = (name: string): string => causeOf(outage({ kind: 'network', code: name }));
    expect([of(code), of(`X${code}`), of(`${code}X`)]).toEqual([
      'keys.unreachable',
      'keys.network',
      'keys.network',
    ]);
  });
});

describe('rule 33: what is read of the evidence', () => {
  const seen = (evidence: Evidence): string =>
    causeOf(invalid('type', { check: 'typ', found: 'JWT' }), evidence);
  const text = jwt({ nonce: 'n' });

  it.each([
    ['as it is', text],
    ['in double quotes', `"${text}"`],
    ['in single quotes', `'${text}'`],
    ['padded', `${text}==`],
    ['named twice', `bearer  ${text}`],
  ])('a token %s is read', (_how, value) => {
    expect(seen({ token: value })).toBe('token.id-token');
    expect(seen(fields({ Authorization: `BEARER   ${value}` }))).toBe('token.id-token');
  });

  it.each([
    ['of two parts', text.split('.').slice(0, 2).join('.')],
    ['with a broken header', `e+${text}`],
    ['with a broken payload', text.replace('.', '.+')],
    ['with a header that is no object', `W10.${text.split('.')[1] ?? ''}.x`],
    ['with a payload that is no object', `${text.split('.')[0] ?? ''}.W10.x`],
    ['behind a word', `x bearer ${text}`],
    ['behind a word that is joined', `bearer${text}`],
  ])('a text %s is none', (_how, value) => {
    expect(seen({ token: value })).toBe('type.unknown');
  });

  it.each<[string, unknown]>([
    ['an object of another case', { AUTHORIZATION: `Bearer ${text}` }],
    ['a list of values', { authorization: [`Bearer ${text}`, 'x'] }],
    ['Headers', new Headers({ authorization: `Bearer ${text}` })],
    ['blanks around', { authorization: `  Bearer ${text}  ` }],
  ])('the header fields of %s are read', (_what, headers) => {
    expect(seen({ request: { headers } as never })).toBe('token.id-token');
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'authorization'],
    ['numbers', { authorization: 5 }],
    ['a longer name', { authorization2: `Bearer ${text}` }],
    ['another name of the length', { authorizatiom: `Bearer ${text}` }],
  ])('header fields of %s hold nothing', (_what, headers) => {
    expect(seen({ request: { headers } as never })).toBe('type.unknown');
  });

  it('the field that brings the token is that of the verifier', () => {
    const headers = { authorization: 'Bearer x', 'x-token': text };
    expect(seen({ request: { headers }, verifier: { tokenHeader: 'X-Token' } })).toBe('token.id-token');
    expect(seen({ request: { headers } })).toBe('type.unknown');
  });

  it('no more than 65,536 characters of a field are read', () => {
    const of = (blanks: number): string => seen(fields({ authorization: `${' '.repeat(blanks)}${text}` }));
    expect([of(65_536 - text.length), of(65_536)]).toEqual(['token.id-token', 'type.unknown']);
  });

  it('what is found in a header goes unsaid where the text is no JWT', () => {
    for (const reason of ['type', 'algorithm', 'header', 'unknown_key', 'signature'] as const) {
      const error = invalid(reason, { check: 'typ', found: 'SECRET' });
      expect(JSON.stringify(explain(error, { token: 'x' })), reason).not.toContain('SECRET');
    }
    expect(explain(invalid('issuer', { found: 'https://x.test' }), { token: 'x' }).found).toBe(
      'https://x.test',
    );
  });

  it('keys tell how they stand by themselves, or by the evidence', () => {
    const error = invalid('expired', { found: 100, expected: 200 });
    const state = (clockOffset: number) => ({ clockOffset }) as never;
    expect(causeOf(error, { verifier: { state: () => state(150) } })).toBe('clock.ahead');
    expect(causeOf(error, { keys: state(0), verifier: { state: () => state(150) } })).toBe('time.expired');
    expect(
      causeOf(error, {
        verifier: {
          state: () => {
            throw new Error('x');
          },
        },
      }),
    ).toBe('time.expired');
  });

  it('the resource of a verifier is an indicator or an object that has one', () => {
    const of = (resource: unknown): string | undefined =>
      explain(invalid('audience'), { verifier: { resource } as never }).expected;
    expect([of(RESOURCE), of({ indicator: 'urn:x' }), of(undefined)]).toEqual([
      RESOURCE,
      'urn:x',
      'the resource',
    ]);
  });

  it('an error without a message has words all the same', () => {
    const error = { reason: 'later', message: '' } as unknown as Refusal;
    expect(explain(error)).toMatchObject({
      cause: 'later',
      certainty: 'possible',
      sentence: 'The request was refused.',
    });
  });
});

describe('rule 33: words', () => {
  const said = (found: unknown): string =>
    explain(invalid('issuer', { expected: ISSUER, found: found as string })).sentence;
  const lived = (seconds: number): string | undefined =>
    /lives for (.*?) \(/.exec(
      explain(invalid('claim', { check: 'longestTokenLife', found: seconds, expected: 1 })).sentence,
    )?.[1];

  it.each([
    [1, '1 s'],
    [119, '119 s'],
    [120, '2 min'],
    [7199, '120 min'],
    [7200, '2 hours'],
    [172_799, '48 hours'],
    [172_800, '2 days'],
    [-90, '90 s'],
    [150, '3 min'],
    [5400, '90 min'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(lived(seconds)).toBe(words);
  });

  it('a long value is cut, with a mark', () => {
    // The error has cut it before; of a claim that is read here it is the words that do.
    const machine = (client: unknown): string =>
      explain(lacking(['a'], []), token({ sub: client, client_id: client })).sentence;
    expect(machine(long)).toContain(`"${'x'.repeat(200)}…"`);
    expect(machine('x'.repeat(200))).toContain(`"${'x'.repeat(200)}"`);
    expect(machine(5)).toContain('The machine 5 has');
    expect(machine(true)).toContain('The machine true has');
    expect(machine(null)).toContain('The machine no text has');
    expect(machine('x\n\ny')).not.toContain('…');
    expect(said('https://a.test/?q=1')).toContain('"https://a.test/"');
  });

  it('of a list the first ten are said', () => {
    const list = (count: number): string =>
      explain(
        invalid('audience', {
          expected: RESOURCE,
          found: Array.from({ length: count }, (_, index) => `a${index}`),
        }),
      ).sentence;
    expect(list(10)).toContain('"a8", "a9", and this');
    expect(list(11)).toContain('"a8", "a9" …, and this');
  });

  it.each([
    ['a/', 'a', 'by a trailing slash'],
    ['a', 'a/', 'by a trailing slash'],
    ['A', 'a', 'in capital letters alone (case counts)'],
    [' a ', 'a', 'by white space around it'],
    ['a', 'b', undefined],
    ['a', 'a', 'by white space around it'],
    ['https://a.test', 'x', undefined],
    ['x', 'https://a.test', undefined],
    ['https://a.test/x', 'https://b.test/x', undefined],
    ['http://a.test/x', 'https://a.test/x', 'in the scheme: http: where https: is expected'],
    ['https://a.test:1/x', 'https://a.test/x', 'in the port: 1 where none is expected'],
    ['https://a.test/x', 'https://a.test:2/x', 'in the port: none where 2 is expected'],
    ['https://a.test/x', 'https://a.test/y', 'in the path: "/x" where "/y" is expected'],
    ['https://a.test/x?a', 'https://a.test/x?b', undefined],
  ])('%s and %s differ %s', (found, expected, words) => {
    expect(differenceOf(found, expected)).toBe(words);
  });

  it('a finding is frozen, of one line each, and cut', () => {
    const made = finding('x', 'likely', 'a\nb', 'y'.repeat(700), 'c\nd', 'z'.repeat(300));
    expect(Object.isFrozen(made)).toBe(true);
    expect(made).toEqual({
      cause: 'x',
      certainty: 'likely',
      sentence: 'a b',
      mend: 'y'.repeat(600),
      expected: 'c d',
      found: 'z'.repeat(200),
    });
    expect(finding('x', 'likely', 'a', 'b')).toEqual({
      cause: 'x',
      certainty: 'likely',
      sentence: 'a',
      mend: 'b',
      expected: undefined,
      found: undefined,
    });
  });
});
