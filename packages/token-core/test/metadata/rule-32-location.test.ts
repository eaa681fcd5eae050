import { describe, expect, it } from 'vitest';
import { createVerifier, defineResource } from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';

const issuer = 'https://auth.example.com/oidc';

function publishedBy(indicator: string) {
  const resource = defineResource({ indicator, scopes: { read: 'Read' }, allowQuery: true });
  return createVerifier({ issuer, resource, metadata: resourceMetadata() }).metadata;
}

describe('rule 32: the document stands where RFC 9728 §3.1 says', () => {
  it.each([
    ['https://h', 'https://h/.well-known/oauth-protected-resource'],
    ['https://h/', 'https://h/.well-known/oauth-protected-resource'],
    ['https://h/a', 'https://h/.well-known/oauth-protected-resource/a'],
    ['https://h/a/', 'https://h/.well-known/oauth-protected-resource/a/'],
    ['https://h/a/b', 'https://h/.well-known/oauth-protected-resource/a/b'],
    ['https://h:8443/a', 'https://h:8443/.well-known/oauth-protected-resource/a'],
    ['https://h?x=1', 'https://h/.well-known/oauth-protected-resource?x=1'],
    ['https://h/?x=1', 'https://h/.well-known/oauth-protected-resource?x=1'],
    ['https://h/a?x=1', 'https://h/.well-known/oauth-protected-resource/a?x=1'],
    ['http://localhost:3305/mcp', 'http://localhost:3305/.well-known/oauth-protected-resource/mcp'],
    ['http://127.0.0.1/a', 'http://127.0.0.1/.well-known/oauth-protected-resource/a'],
    ['http://[::1]:3/a', 'http://[::1]:3/.well-known/oauth-protected-resource/a'],
    ['HTTPS://Api.Example.com/A', 'HTTPS://Api.Example.com/.well-known/oauth-protected-resource/A'],
  ])('%s', (indicator, url) => {
    expect(publishedBy(indicator)).toMatchObject({ url, document: { resource: indicator } });
  });

  it.each([
    'urn:example:api',
    'http://api.example.com',
    'api:products',
    'ftp://h/a',
    'ftp://localhost/a',
    'https://user@h/a',
    'https://:secret@h/a',
  ])('%s is no address that a client can ask: TypeError', (indicator) => {
    expect(() => publishedBy(indicator)).toThrow(/^metadata: expected a resource that is an https URL/);
  });

  it('a fragment is a TypeError', () => {
    const resource = 'https://api.example.com/a#b';
    expect(() => createVerifier({ issuer, resource, metadata: resourceMetadata() })).toThrow(TypeError);
  });
});

describe('rule 32: a request for the document', () => {
  const metadata = publishedBy('https://h/a');
  const path = '/.well-known/oauth-protected-resource/a';

  it.each([
    ['GET', path, 200],
    ['GET', `http://evil.example${path}`, 200],
    ['HEAD', path, 200],
    ['OPTIONS', path, 204],
    ['POST', path, 405],
    ['DELETE', path, 405],
    ['get', path, 405],
    [undefined, path, 405],
    ['GET', `${path}/`, undefined],
    ['GET', `${path}?x`, undefined],
    ['GET', `/x${path}`, undefined],
    ['GET', '/.well-known/oauth-protected-resource', undefined],
    ['GET', '/', undefined],
    ['GET', '', undefined],
    ['GET', undefined, undefined],
    ['GET', '//evil.example/.well-known/oauth-protected-resource/a', undefined],
  ])('%s %s', (method, target, status) => {
    expect(metadata?.answer(method, target)?.status).toBe(status);
  });

  it('a host within its address names no other host', () => {
    const numbered = publishedBy('https://h/1');
    const address = '/.well-known/oauth-protected-resource/1';
    expect(numbered?.answer('GET', address)?.status).toBe(200);
    expect(numbered?.answer('GET', `${address}http://evil.example`)).toBeUndefined();
  });

  it('has a body for GET alone', () => {
    const bodies = ['HEAD', 'OPTIONS', 'POST'].map((method) => metadata?.answer(method, path)?.body);
    expect(bodies).toEqual(['', '', '']);
  });

  it('a query of the resource is part of it', () => {
    const withQuery = publishedBy('https://h/a?x=1');
    expect(withQuery?.answer('GET', `${path}?x=1`)?.status).toBe(200);
    expect(withQuery?.answer('GET', path)).toBeUndefined();
  });

  it('is answered to pages that stand elsewhere, and may be kept', () => {
    expect(metadata?.answer('GET', path)?.headers).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
      'content-type': 'application/json',
    });
    expect(metadata?.answer('OPTIONS', path)?.headers).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      allow: 'GET, HEAD, OPTIONS',
    });
    expect(metadata?.answer('PUT', path)?.headers['allow']).toBe('GET, HEAD, OPTIONS');
  });
});
