import { describe, expect, it, onTestFinished } from 'vitest';
import { createVerifier, discoveredKeys, remoteKeys, type RemoteKeysOptions } from '../../../src/index.js';
import { makeClock, reasonOf } from './support/rig.js';
import { FaultServer, json } from './support/server.js';
import { first, jwksOf, mint, RESOURCE } from './support/tokens.js';

const DOCUMENT = '/oidc/.well-known/openid-configuration';

/** An authorization server by any name, played by the loopback server; tells the verdict and what was asked for. */
async function discover(issuer: string, jwksUri: string, options: RemoteKeysOptions = {}) {
  const server = await FaultServer.start();
  onTestFinished(() => server.stop());
  server.on(DOCUMENT, json({ issuer, jwks_uri: jwksUri }));
  server.on('/jwks', json(jwksOf(first)));
  const asked: string[] = [];
  const fetchHere: RemoteKeysOptions['fetch'] = (url, init) => {
    asked.push(url);
    return fetch(`${server.origin}${new URL(url).pathname}`, init);
  };
  const keys = discoveredKeys(issuer, { ...options, fetch: fetchHere });
  const verifier = createVerifier({ issuer, resource: RESOURCE, keys, now: makeClock().now });
  const verdict = await verifier.verify(await mint(first, { iss: issuer })).then(() => 'accepted', reasonOf);
  return { verdict, asked: asked.length, failure: keys.state().lastFailure };
}

const FAR = 'https://issuer.example.com/oidc';
const REFUSED = { verdict: 'keys_unavailable', asked: 1, failure: 'address' };
const FOLLOWED = { verdict: 'accepted', asked: 2, failure: undefined };

/** Each in every scheme and spelling that ends up on this machine. */
const LOOPBACK = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'keys.localhost',
  'a.b.localhost.',
  '127.0.0.1',
  '127.0.0.1.',
  '127.255.255.254',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f01:203]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '１２７.0.0.1',
];
const LINK_LOCAL = [
  '169.254.169.254',
  '169.254.0.1.',
  '2852039166',
  '0xa9.0xfe.0xa9.0xfe',
  '[fe80::1]',
  '[febf:ffff::1]',
  '[::ffff:169.254.169.254]',
];
const ELSEWHERE = [
  'keys.example.com',
  'localhost.example.com',
  'notlocalhost',
  '127.0.0.1.example.com',
  '126.0.0.1',
  '128.0.0.1',
  '169.253.169.254',
  '170.254.0.1',
  '[::808:808]',
  '[2001:db8::1]',
  '[fec0::1]',
  '[fe00::1]',
  '[::ffff:8.8.8.8]',
];

describe('rule 22: an issuer elsewhere names no key address on this machine or on its link', () => {
  it.each([...LOOPBACK, ...LINK_LOCAL])('https://%s is refused', async (host) => {
    expect(await discover(FAR, `https://${host}/jwks`)).toEqual(REFUSED);
    expect(await discover(FAR, `https://${host}:8443/jwks`)).toEqual(REFUSED);
  });

  it.each(ELSEWHERE)('https://%s is followed', async (host) => {
    expect(await discover(FAR, `https://${host}/jwks`)).toEqual(FOLLOWED);
  });

  it.each(['127.0.0.1', 'localhost', '169.254.169.254'])(
    'http://%s is refused all the more',
    async (host) => {
      expect(await discover(FAR, `http://${host}:8080/jwks`)).toEqual(REFUSED);
    },
  );

  it('an issuer that is there too may', async () => {
    expect(await discover('http://localhost:3001/oidc', 'http://127.0.0.1:3001/jwks')).toEqual(FOLLOWED);
    expect(await discover('https://127.0.0.1:3001/oidc', 'https://[::1]:3001/jwks')).toEqual(FOLLOWED);
    expect(await discover('https://169.254.1.1/oidc', 'https://169.254.1.2/jwks')).toEqual(FOLLOWED);
  });

  it('but not the one from the other place', async () => {
    expect(await discover('http://localhost:3001/oidc', 'https://169.254.169.254/jwks')).toEqual(REFUSED);
    expect(await discover('https://169.254.1.1/oidc', 'https://localhost/jwks')).toEqual(REFUSED);
  });
});

describe('rule 22: http for loopback only, and for nothing that DNS may answer', () => {
  it.each([
    'http://keys.localhost/jwks',
    'http://localhost./jwks',
    'http://[::ffff:127.0.0.1]/jwks',
    'http://0.0.0.0/jwks',
    'http://169.254.169.254/jwks',
    'http://logto:3001/jwks',
  ])('%s is a TypeError', (address) => {
    expect(() => remoteKeys(address)).toThrow(/^remoteKeys: url: expected an https URL/);
    expect(() => discoveredKeys(address)).toThrow(/^discoveredKeys: issuer: expected an https URL/);
    expect(() => createVerifier({ issuer: address, resource: RESOURCE })).toThrow(/^issuer: expected/);
  });

  it.each(['http://127.1/jwks', 'http://2130706433/jwks', 'http://0x7f.1/jwks', 'http://127.0.0.1./jwks'])(
    '%s is loopback: URLs spell it 127.0.0.1',
    (address) => {
      expect(() => remoteKeys(address)).not.toThrow();
    },
  );
});

describe('rule 22: the option httpHosts lets named hosts through, for containers in development', () => {
  const httpHosts = ['logto:3001', 'keys'];
  const issuer = 'http://logto:3001/oidc';

  it('an issuer and its keys', async () => {
    expect(await discover(issuer, 'http://logto:3001/jwks', { httpHosts })).toEqual(FOLLOWED);
    expect(await discover(issuer, 'http://keys/jwks', { httpHosts })).toEqual(FOLLOWED);
    expect(await discover(FAR, 'http://keys:80/jwks', { httpHosts })).toEqual(FOLLOWED);
  });

  it('by name and port, and nothing beside', async () => {
    for (const other of [
      'http://logto/jwks',
      'http://logto:3002/jwks',
      'http://keys:81/jwks',
      'http://x.keys/jwks',
    ])
      expect(await discover(issuer, other, { httpHosts })).toEqual(REFUSED);
    expect(() => remoteKeys('http://logto:3002/jwks', { httpHosts })).toThrow(TypeError);
    expect(() => remoteKeys('http://LOGTO:3001/jwks', { httpHosts: ['LogTo:3001'] })).not.toThrow();
  });

  it('a named host does not lead to this machine', async () => {
    expect(await discover(issuer, 'http://127.0.0.1:3001/jwks', { httpHosts })).toEqual(REFUSED);
    const link = { httpHosts: [...httpHosts, '169.254.169.254'] };
    expect(await discover(issuer, 'http://169.254.169.254/jwks', link)).toEqual(REFUSED);
  });

  it('a verifier passes it on to the keys it discovers', () => {
    expect(() => createVerifier({ issuer, resource: RESOURCE, httpHosts })).not.toThrow();
    expect(() => createVerifier({ issuer, resource: RESOURCE, httpHosts: ['other:3001'] })).toThrow(
      /^issuer:/,
    );
    const keys = remoteKeys('https://issuer.example.com/jwks');
    expect(() => createVerifier({ issuer, resource: RESOURCE, keys, httpHosts })).toThrow(/^httpHosts:/);
  });

  it.each([
    'logto:3001',
    ['http://logto:3001'],
    ['logto:3001/'],
    ['logto:3001/oidc'],
    ['user@logto'],
    ['*'],
    ['*.internal'],
    [''],
    [' logto'],
    ['logto:port'],
    [3001],
    [undefined],
    null,
    {},
  ])('%j is a TypeError that names the option', (given) => {
    const options = { httpHosts: given } as unknown as RemoteKeysOptions;
    expect(() => remoteKeys('https://issuer.example.com/jwks', options)).toThrow(
      /^httpHosts: expected a list of hosts with their ports, such as \['logto:3001'\], found/,
    );
  });
});
