import { describe, expect, it } from 'vitest';
import { createVerifier, discoveredKeys, remoteKeys, staticKeys } from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';
import { key } from '../support/tokens.js';

const issuer = 'https://auth.example.com/oidc';
const keys = staticKeys({ keys: [key.publicJwk] });

/** What only a browser's parser takes for an address, or what no address for a client is. */
const WRONG = [
  'https://a.example/ ',
  ' https://a.example/',
  'https://a.example/\n',
  'https://a.exa\tmple/',
  'https://a.example/b c',
  'https://a.example/\u0000',
  'https://a.exa\u200Bmple/',
  'https://a.example/\u2028b',
  String.raw`https://a.example\b`,
  String.raw`https:\\a.example/b`,
  'https:/a.example/b',
  'https:a.example/b',
  'https:///a.example/b',
  'https://user@a.example/',
  'https://user:secret@a.example/',
  'https://:secret@a.example/',
  'https://a.example:99999/',
  'https://a.example/undefined',
  'https://${HOST}/',
  '"https://a.example/"',
  '//a.example/',
  'http://a.example/',
  'ftp://a.example/',
  'a.example',
  '',
];
const NOT_FOR_IDENTIFIERS = ['https://a.example/#b', 'https://a.example/#'];

/** What an authorization server may be called, letter by letter. */
const RIGHT = [
  'https://A.Example/Oidc',
  'https://a.example:443/',
  'https://a.example:8443/oidc',
  'http://localhost:3300/oidc',
  'HTTPS://a.example',
];

const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'no error';
};

describe.each([...WRONG, ...NOT_FOR_IDENTIFIERS])(
  'rule 32: an address that is spelled wrong stops the start: %j',
  (text) => {
    it.each(['resourceDocumentation', 'resourcePolicyUri', 'resourceTosUri'] as const)('%s', (option) => {
      expect(messageOf(() => resourceMetadata({ [option]: text }))).toMatch(
        new RegExp(`^${option}: expected an https URL`),
      );
    });

    it('authorizationServers', () => {
      const message = messageOf(() => resourceMetadata({ authorizationServers: [issuer, text] }));
      expect(message).toMatch(/^authorizationServers: expected a list of at least one https URL/);
      expect(message).not.toContain('secret');
    });

    it('issuer, where it is published', () => {
      const message = messageOf(() =>
        createVerifier({ issuer: text, resource: 'https://b.example', keys, metadata: resourceMetadata() }),
      );
      expect(message).toMatch(/^issuer: expected /);
      expect(message).not.toContain('secret');
    });

    it('resource, where it is published', () => {
      const message = messageOf(() =>
        createVerifier({ issuer, resource: text, keys, metadata: resourceMetadata() }),
      );
      expect(message).toMatch(/^(?:metadata: expected a resource that is an https URL|resource: expected )/);
      expect(message).not.toContain('secret');
    });
  },
);

describe.each(WRONG)('rule 22: an address of keys that is spelled wrong stops the start: %j', (text) => {
  it('remoteKeys, discoveredKeys', () => {
    expect(messageOf(() => remoteKeys(text))).toMatch(/^remoteKeys: url: expected an https URL/);
    expect(messageOf(() => discoveredKeys(text))).toMatch(/^discoveredKeys: issuer: expected an https URL/);
  });
});

describe.each(RIGHT)('rule 32: what is compared letter by letter is published so: %s', (server) => {
  it('authorizationServers and issuer', () => {
    const given = resourceMetadata({ authorizationServers: [server] });
    for (const metadata of [given, resourceMetadata()]) {
      const verifier = createVerifier({ issuer: server, resource: 'https://b.example', keys, metadata });
      expect(verifier.metadata?.document).toMatchObject({ authorization_servers: [server] });
    }
  });
});

it('rule 32: an address in a message has no query', () => {
  const text = 'https://a.example/?key=secret#here';
  expect(messageOf(() => resourceMetadata({ authorizationServers: [text] }))).not.toContain('secret');
  expect(messageOf(() => resourceMetadata({ resourceTosUri: text }))).not.toContain('secret');
});
