import { invalid, ISSUER, jwt, NOW, type Situations, token, trusting } from './support.js';

const unknown = (found?: string, check?: string, expected?: number) =>
  invalid('unknown_key', { found, check, expected });
const named = unknown('key-9');
const good = token({ iss: ISSUER, iat: NOW - 3000 });

export const keys: Situations = {
  'key: twins': { error: unknown('k', 'twins'), evidence: token({ iss: 'https://x.test' }) },
  'key: padded': { error: unknown('key-7', 'padded'), evidence: token({}) },
  'key: padded, and no JWT': { error: unknown('key-7', 'padded') },
  'key: padded, without a name': { error: unknown(undefined, 'padded') },
  'key: another environment': { error: named, evidence: token({ iss: 'https://staging.test' }) },
  'key: of nobody in particular': { error: named, evidence: { token: jwt({ iss: 'https://staging.test' }) } },
  'key: given': { error: named, evidence: { ...good, verifier: { ...good.verifier, keysFrom: 'given' } } },
  'key: given, without a name': { error: unknown(), evidence: { verifier: { keysFrom: 'given' } } },
  'key: unnamed, of none': { error: unknown(undefined, undefined, 0), evidence: good },
  'key: unnamed, of several': { error: unknown(undefined, undefined, 3), evidence: good },
  'key: unnamed': { error: unknown(), evidence: good },
  'key: withdrawn, by the clock of the server': {
    error: named,
    evidence: { ...good, clock: { serverDate: NOW * 1000 } },
  },
  'key: withdrawn, by the age of the set': {
    error: named,
    evidence: { ...good, clock: { now: NOW * 1000 }, keys: { age: 60 } as never },
  },
  'key: not withdrawn, by the age of the set': {
    error: named,
    evidence: { ...good, clock: { now: NOW * 1000 }, keys: { age: 3600 } as never },
  },
  'key: the age without a clock': { error: named, evidence: { ...good, keys: { age: 60 } as never } },
  'key: a clock without the age': { error: named, evidence: { ...good, clock: { now: NOW * 1000 } } },
  'key: issued within the second': {
    error: named,
    evidence: { ...token({ iss: ISSUER, iat: NOW - 1 }), clock: { serverDate: NOW * 1000, receivedAt: 1 } },
  },
  'key: issued at no time': {
    error: named,
    evidence: { ...token({ iss: ISSUER, iat: 'x' }), clock: { serverDate: NOW * 1000 } },
  },
  'key: unknown': { error: named, evidence: token({ iss: ISSUER }) },
  'key: unknown, and no JWT': {
    error: named,
    evidence: { clock: { serverDate: NOW * 1000, receivedAt: 5 } },
  },
  'key: an issuer that is no text': { error: named, evidence: token({ iss: 5 }) },
  'signature: Graph': {
    error: invalid('signature', { found: 'k' }),
    evidence: token({ aud: 'x' }, ISSUER, { nonce: 'n' }),
  },
  'signature: Graph by its audience': {
    error: invalid('signature', { found: 'k' }),
    evidence: token({ aud: '00000003-0000-0000-c000-000000000000' }, ISSUER, { nonce: 'n' }),
  },
  'signature: Graph for nobody': { error: invalid('signature'), evidence: token({}, ISSUER, { nonce: 'n' }) },
  'signature: restarted': {
    error: invalid('signature', { found: 'k' }),
    evidence: token({}, 'http://localhost:3300/oidc'),
  },
  'signature: restarted, and no JWT': {
    error: invalid('signature', { found: 'k' }),
    evidence: trusting('http://127.0.0.1:1'),
  },
  'signature: loopback by https': {
    error: invalid('signature', { found: 'k' }),
    evidence: token({}, 'https://localhost:3300/oidc'),
  },
  'signature: http elsewhere': {
    error: invalid('signature', { found: 'k' }),
    evidence: token({}, 'http://keycloak:8080'),
  },
  'signature: altered': { error: invalid('signature'), evidence: token({ aud: ['x'] }) },
  'signature: nothing is known': { error: invalid('signature', { found: 'k' }) },
};
