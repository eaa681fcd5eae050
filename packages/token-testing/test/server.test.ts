import { createVerifier, remoteKeys } from '@acme/token-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestIssuer } from '../src/index.js';
import { type EndpointFailure, type ServedTestIssuer, serveTestIssuer } from '../src/server.js';

const running: ServedTestIssuer[] = [];

async function serve(): Promise<ServedTestIssuer> {
  const served = await serveTestIssuer(await createTestIssuer());
  running.push(served);
  return served;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});

describe('serveTestIssuer', () => {
  it('OpenID Connect Discovery §4: a verifier finds the keys by the issuer alone', async () => {
    const issuer = await serve();
    const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource });
    const { claims } = await verifier.verify(await issuer.mint());
    expect(claims.iss).toBe(issuer.url);
    expect(issuer.fetches).toStrictEqual({ discovery: 1, jwks: 1 });
  });

  it('RFC 8414 §3.1: serves the same document at the OAuth address', async () => {
    const { url, jwksUri } = await serve();
    const address = url.replace('/oidc', '/.well-known/oauth-authorization-server/oidc');
    const response = await fetch(address);
    expect(await response.json()).toStrictEqual({ issuer: url, jwks_uri: jwksUri });
  });

  it('RFC 7517 §8.5: serves the key set with its media type', async () => {
    const issuer = await serve();
    const response = await fetch(issuer.jwksUri);
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(await response.json()).toStrictEqual(issuer.jwks());
  });

  it('answers 404 elsewhere and does not count it', async () => {
    const issuer = await serve();
    const response = await fetch(`${issuer.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(issuer.fetches).toStrictEqual({ discovery: 0, jwks: 0 });
  });

  it.each([
    ['status', 'status'],
    ['close', 'network'],
  ] as const)('fails by %s, and recovers', async (how, kind) => {
    const issuer = await serve();
    const keys = remoteKeys(issuer.jwksUri);
    issuer.fail(how);
    await expect(keys.refresh()).rejects.toMatchObject({ reason: 'keys_unavailable' });
    expect(keys.state().lastFailure).toBe(kind);
    expect(issuer.fetches.jwks).toBe(1);
    issuer.recover();
    const after = remoteKeys(issuer.jwksUri);
    await after.refresh();
    expect(after.state().keys).toBe(1);
  });

  it('fails by hang: takes the request and never answers', async () => {
    const issuer = await serve();
    issuer.fail('hang');
    const controller = new AbortController();
    const answer = fetch(issuer.jwksUri, { signal: controller.signal });
    await expect.poll(() => issuer.fetches.jwks, { interval: 5, timeout: 20_000 }).toBe(1);
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it.each(['500', 'Status', undefined])(
    'fails by nothing else: %s is a TypeError, and changes nothing',
    async (how) => {
      const issuer = await serve();
      expect(() => {
        issuer.fail(how as EndpointFailure);
      }).toThrow(new TypeError('fail: how: expected one of status, hang, close'));
      expect((await fetch(issuer.jwksUri)).status).toBe(200);
    },
  );

  it('says by a TypeError which option is wrong, and passes on that a port is taken', async () => {
    const issuer = await createTestIssuer();
    await expect(serveTestIssuer(issuer, { port: 1.5 })).rejects.toThrow('port: ');
    await expect(serveTestIssuer(issuer, { host: 'x' } as object)).rejects.toThrow('unknown option "host"');
    const port = Number(new URL((await serve()).url).port);
    await expect(serveTestIssuer(issuer, { port })).rejects.toThrow('EADDRINUSE');
  });
});
