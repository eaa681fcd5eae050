import { createVerifier, staticKeys } from '@acme/token-core';
import { ENGINES } from './engines.mjs';
import { ALGORITHMS, encode, ISSUER, makeKey, mint, NOW, RESOURCE, sign } from './mint.mjs';
import { expectedHere, verdictOf } from './verdict.mjs';

const verifierOf = (keys, options = {}) =>
  createVerifier({
    issuer: ISSUER,
    resource: RESOURCE,
    keys: staticKeys({ keys }),
    now: () => NOW * 1000,
    ...options,
  });

/** The rules in short: what a runtime could decide otherwise is its parser, its decoder, its cryptography and its clock. */
export async function checkRules(checks) {
  for (const signatureEngine of ENGINES) await checkAlgorithms(checks, signatureEngine);
  const key = await makeKey();
  const stranger = await makeKey();
  const verifier = verifierOf([key.jwk]);
  for (const [title, expected, token] of await table(key, stranger)) {
    checks.equal(title, await verdictOf(verifier, token), expected);
    checks.equal(`${title}, again`, await verdictOf(verifier, token), expected);
  }
  for (const [title, change] of BAD_KEYS) {
    const keys = staticKeys({ keys: [{ ...key.jwk, ...change }] });
    const verdict = await verdictOf(verifierOf([key.jwk], { keys }), await mint(key));
    checks.equal(title, verdict, expectedHere(title, 'unknown_key'));
  }
  const requirement = { scopes: ['read:products', 'write:products'] };
  checks.equal('a scope too few', await verdictOf(verifier, await mint(key), requirement), 'scope');
}

/** Every kind of signature, its own key, a stranger's, and one that is cut short. */
async function checkAlgorithms(checks, signatureEngine) {
  for (const alg of ALGORITHMS) {
    const [key, stranger] = [await makeKey(alg), await makeKey(alg)];
    const verifier = verifierOf([key.jwk], { signatureEngine });
    const token = await mint(key);
    const name = `${alg} (${signatureEngine})`;
    checks.equal(`${name}, good`, await verdictOf(verifier, token), 'accepted');
    checks.equal(`${name}, forged`, await verdictOf(verifier, await mint(stranger)), 'signature');
    const [header, payload] = token.split('.');
    for (const signature of ['AA', encode(new Uint8Array(64)), encode(new Uint8Array(132).fill(255))]) {
      const verdict = await verdictOf(verifier, `${header}.${payload}.${signature}`);
      checks.equal(`${name}, no signature`, verdict, 'signature');
    }
  }
}

const BAD_KEYS = [
  ['use enc', { use: 'enc' }],
  ['key_ops without verify', { key_ops: ['sign'] }],
  ['another curve', { crv: 'P-384' }],
  ['a point off the curve', { x: encode(new Uint8Array(32).fill(1)) }],
  ['a coordinate with a line break', { x: 'AAAA\nAAAA' }],
  ['a private key', { d: 'AAAA' }],
  ['another alg', { alg: 'ES384' }],
];

async function table(key, stranger) {
  const good = await mint(key);
  const [header, payload, signature] = good.split('.');
  const claims = async (title, expected, changes) => [title, expected, await mint(key, { claims: changes })];
  const head = async (title, expected, changes) => [title, expected, await mint(key, { header: changes })];
  const text = async (title, expected, body) => [title, expected, await mint(key, { payload: body })];
  const base = `"iss":"${ISSUER}","aud":"${RESOURCE}"`;
  return [
    ['a good token', 'accepted', good],
    ['a forged token', 'signature', await mint(stranger)],
    ['padding', 'malformed', `${good}=`],
    ['a space', 'malformed', `${header}. ${payload}.${signature}`],
    ['a line break', 'malformed', `${good}\n`],
    ['spare bits', 'malformed', `${header}.${payload}.${signature.slice(0, -1)}B`],
    ['the other alphabet', 'malformed', `${header}.${payload}.+/+/`],
    ['four segments', 'malformed', `${good}.AA`],
    ['no signature', 'malformed', `${header}.${payload}.`],
    ['none', 'algorithm', `${encode('{"alg":"none","typ":"at+jwt"}')}.${payload}.AA`],
    ['a header that is a list', 'malformed', await sign(key, '[]', '{}')],
    ['a header of bytes', 'malformed', await sign(key, new Uint8Array([0xff, 0xfe]), '{}')],
    [
      'a payload of bytes',
      'malformed',
      await sign(key, `{"alg":"ES256","typ":"at+jwt","kid":"ES256"}`, [0xc0, 0x80]),
    ],
    ['a byte order mark', 'malformed', await sign(key, `\ufeff{"alg":"ES256","typ":"at+jwt"}`, '{}')],
    await text('a payload with a byte order mark', 'malformed', `\ufeff{${base},"exp":${NOW + 60}}`),
    await text('exp beyond a double', 'claim', `{${base},"exp":1e400}`),
    await text(
      'a depth of 3000',
      'accepted',
      `{${base},"sub":"deep","exp":${NOW + 60},"x":${'['.repeat(3000)}${']'.repeat(3000)}}`,
    ),
    await text('__proto__', 'issuer', `{"__proto__":{${base},"exp":${NOW + 60}}}`),
    await text('a lone surrogate', 'accepted', `{${base},"exp":${NOW + 60},"sub":"\\ud800"}`),
    await text('letters beyond ASCII', 'accepted', `{${base},"exp":${NOW + 60},"sub":"Zoë 🙂"}`),
    await head('another type', 'type', { typ: 'JWT' }),
    await head('no type', 'type', { typ: undefined }),
    await head('the type in capitals', 'accepted', { typ: 'application/AT+JWT' }),
    await head('crit', 'header', { crit: ['exp'] }),
    await head('an unencoded payload', 'header', { b64: false }),
    await head('a kid of a number', 'header', { kid: 1 }),
    await head('another kid', 'unknown_key', { kid: 'other' }),
    await head('no kid', 'accepted', { kid: undefined }),
    await head('HS256', 'algorithm', { alg: 'HS256' }),
    await head('an own key', 'accepted', { jwk: stranger.jwk, jku: 'https://evil.example.com' }),
    await claims('another issuer', 'issuer', { iss: `${ISSUER}/` }),
    await claims('another audience', 'audience', { aud: [`${RESOURCE}/`] }),
    await claims('an audience among others', 'accepted', { aud: ['https://x.example.com', RESOURCE] }),
    await claims('expired', 'expired', { exp: NOW - 5 }),
    await claims('nearly expired', 'accepted', { exp: NOW - 4 }),
    await claims('not yet valid', 'not_yet_valid', { nbf: NOW + 6 }),
    await claims('no exp', 'claim', { exp: undefined }),
    await claims('exp as text', 'claim', { exp: String(NOW + 60) }),
    await claims('bound', 'bound', { cnf: { jkt: 'x' } }),
    await claims('scopes as a list', 'claim', { scope: ['a'] }),
    [`17 kB`, 'malformed', await mint(key, { claims: { x: 'x'.repeat(17_000) } })],
  ];
}
