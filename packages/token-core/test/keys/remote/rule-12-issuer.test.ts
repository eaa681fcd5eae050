import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createVerifier, discoveredKeys, remoteKeys } from '../../../src/index.js';
import { makeClock, makeRig, reasonOf, SOURCES } from './support/rig.js';
import { first, jwksOf, mint, RESOURCE, second, START, stranger } from './support/tokens.js';

describe.each(SOURCES)('rule 12: keys belong to an issuer, a token chooses nothing (%s)', (source) => {
  it('a token of another issuer causes no request to that issuer', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const before = rig.server.count();
    const foreign = await mint(first, { iss: `${rig.server.origin}/evil` });
    expect(await rig.outcome(foreign)).toBe('issuer');
    expect(rig.server.count()).toBe(before);
  });

  it('addresses and keys inside the header are neither fetched nor used', async () => {
    const rig = await makeRig(source);
    const evil = `${rig.server.origin}/evil`;
    rig.server.on('/evil', (_, response) => response.end(JSON.stringify(jwksOf(stranger))));
    const token = await new SignJWT({ iss: rig.issuer, aud: RESOURCE, exp: START / 1000 + 3600 })
      .setProtectedHeader({
        alg: 'ES256',
        typ: 'at+jwt',
        kid: 'stranger',
        jku: evil,
        x5u: evil,
        jwk: stranger.jwk,
      })
      .sign(stranger.privateKey);
    expect(await rig.outcome(token)).not.toBe('accepted');
    expect(rig.server.count('/evil')).toBe(0);
  });
});

describe('rule 12: a source of discovered keys serves its own issuer only', () => {
  it('a verifier for another issuer refuses to start', () => {
    const keys = discoveredKeys('https://one.example.com/oidc');
    expect(() =>
      createVerifier({ issuer: 'https://two.example.com/oidc', resource: RESOURCE, keys }),
    ).toThrow(TypeError);
    expect(() =>
      createVerifier({ issuer: 'https://one.example.com/oidc/', resource: RESOURCE, keys }),
    ).toThrow(TypeError);
  });

  it('several verifiers share one source, its fetches and its rotations', async () => {
    const rig = await makeRig('discoveredKeys');
    const clock = makeClock();
    const other = createVerifier({
      issuer: rig.issuer,
      resource: 'https://other.example.com',
      keys: rig.keys,
      now: clock.now,
    });
    const token = await rig.mint(first);
    const [ours, theirs] = await Promise.all([
      rig.outcome(token),
      other.verify(token).then(() => 'accepted', reasonOf),
    ]);
    expect([ours, theirs], 'one audience is right').toEqual(['accepted', 'audience']);
    expect(rig.server.count()).toBe(2);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(await other.verify(token).then(() => 'accepted', reasonOf)).toBe('unknown_key');
  });
});

describe('rule 12: an address that anybody on the way could answer for is refused at start', () => {
  it.each([
    'http://issuer.example.com/jwks',
    'http://127.0.0.1.example.com/jwks',
    'http://localhost.example.com/jwks',
    'http://[::2]/jwks',
    'http://0.0.0.0/jwks',
    'http://128.0.0.1/jwks',
    'http://localhost.evil/jwks',
    'http://evillocalhost/jwks',
    'https://:password@issuer.example.com/jwks',
    'ws://localhost/jwks',
    'ftp://localhost/jwks',
    'file:///etc/jwks',
    'data:application/json,{"keys":[]}',
    'https://user:password@issuer.example.com/jwks',
    'https://user@issuer.example.com/jwks',
    '/jwks',
    '',
  ])('%s', (address) => {
    expect(() => remoteKeys(address)).toThrow(TypeError);
    expect(() => discoveredKeys(address)).toThrow(TypeError);
  });

  it.each([
    'https://issuer.example.com/jwks',
    'http://localhost:3300/jwks',
    'http://127.8.9.10/jwks',
    'http://127.100.200.255/jwks',
    'http://[::1]:80/jwks',
  ])('but not %s', (address) => {
    expect(() => remoteKeys(address)).not.toThrow();
    expect(() => remoteKeys(new URL(address))).not.toThrow();
    expect(() => discoveredKeys(address)).not.toThrow();
  });
});
