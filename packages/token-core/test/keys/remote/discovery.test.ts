import { describe, expect, it } from 'vitest';
import { createVerifier, discoveredKeys, type RemoteKeysOptions } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { errorOf, makeClock, makeRig, reasonOf } from './support/rig.js';
import { type Answer, FaultServer, json, status } from './support/server.js';
import { first, jwksOf, mint, RESOURCE, second } from './support/tokens.js';

const OPENID = '/oidc/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server/oidc';

/** A rig whose two metadata addresses answer as given. */
async function makeDiscovery(openid: Answer, oauth: Answer = status(404)) {
  const rig = await makeRig('discoveredKeys');
  rig.server.on(OPENID, openid);
  rig.server.on(OAUTH, oauth);
  return rig;
}

/** An issuer out on the network, played by the loopback server. */
async function onNetwork(issuer: string, document: object) {
  const server = await FaultServer.start();
  const asked: string[] = [];
  const options: RemoteKeysOptions = {
    fetch: (url, init) => {
      asked.push(url);
      return fetch(`${server.origin}${new URL(url).pathname}`, init);
    },
  };
  for (const path of [OPENID, '/.well-known/openid-configuration']) server.on(path, json(document));
  server.on('/jwks', json(jwksOf(first)));
  const { now } = makeClock();
  const verifier = createVerifier({ issuer, resource: RESOURCE, keys: discoveredKeys(issuer, options), now });
  return { server, asked, verifier };
}

describe('rule 12 and rule 22: OpenID Connect discovery and RFC 8414', () => {
  it('OpenID Connect Discovery §4.1: the document is behind the issuer’s path', async () => {
    const rig = await makeRig('discoveredKeys');
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.server.paths).toEqual([OPENID, '/jwks']);
  });

  it.each([404, 400, 403, 405, 410])('RFC 8414 §3.1: a %d leads to the other document', async (code) => {
    const rig = await makeDiscovery(status(code));
    rig.server.on(OAUTH, json({ issuer: rig.issuer, jwks_uri: `${rig.server.origin}/jwks` }));
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.server.paths).toEqual([OPENID, OAUTH, '/jwks']);
  });

  it.each([500, 502, 503, 429])('a %d is an outage and leads nowhere', async (code) => {
    const rig = await makeDiscovery(status(code));
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
    expect(rig.server.paths).toEqual([OPENID]);
  });

  it('both are asked for as JSON', async () => {
    const rig = await makeDiscovery(status(404));
    const accepted: (string | undefined)[] = [];
    for (const [path, code] of [
      [OPENID, 404],
      [OAUTH, 500],
    ] as const) {
      rig.server.on(path, (request, response) => {
        accepted.push(request.headers.accept);
        status(code)(request, response);
      });
    }
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
    expect(accepted).toEqual(['application/json', 'application/json']);
  });

  it('neither a wrong document nor a redirect leads to the other one', async () => {
    for (const answer of [json({ issuer: 'https://evil.example.com' }), json([]), status(302)]) {
      const rig = await makeDiscovery(answer);
      expect(await rig.outcomeOf()).toBe('keys_unavailable');
      expect(rig.server.paths).toEqual([OPENID]);
    }
  });

  it('an issuer without a path, and one with a trailing slash', async () => {
    for (const issuer of ['https://issuer.example.com', 'https://issuer.example.com/']) {
      const document = { issuer, jwks_uri: 'https://issuer.example.com/jwks' };
      await using network = { ...(await onNetwork(issuer, document)), ...disposable() };
      network.end.push(() => network.server.stop());
      await network.verifier.verify(await mint(first, { iss: issuer }));
      expect(network.asked).toEqual([
        'https://issuer.example.com/.well-known/openid-configuration',
        'https://issuer.example.com/jwks',
      ]);
    }
  });
});

function disposable() {
  const end: (() => Promise<void>)[] = [];
  return {
    end,
    [Symbol.asyncDispose]: async () => {
      for (const work of end) await work();
    },
  };
}

describe('rule 12: the document’s issuer is the one configured, character for character', () => {
  it.each([
    ['another one', () => 'https://evil.example.com/oidc'],
    ['a trailing slash', (issuer: string) => `${issuer}/`],
    ['other capitals', (issuer: string) => issuer.replace('http', 'HTTP')],
    ['a default port', (issuer: string) => issuer.replace('127.0.0.1', 'localhost')],
    ['white space', (issuer: string) => `${issuer} `],
    ['a list', (issuer: string) => [issuer]],
    ['nothing', () => undefined],
  ])('%s', async (_, change) => {
    const rig = await makeRig('discoveredKeys');
    rig.server.on(OPENID, json({ issuer: change(rig.issuer), jwks_uri: `${rig.server.origin}/jwks` }));
    const error = await errorOf(rig.verifier.verify(await rig.mint()));
    expect(error).toMatchObject({ status: 503, cause: { kind: 'issuer' } });
    expect(rig.fetches()).toBe(0);
  });

  it('says which one the document names, without user information and query', async () => {
    for (const [issuer, document, found] of [
      [
        'https://issuer.example.com/oidc/',
        'https://issuer.example.com/oidc',
        'https://issuer.example.com/oidc',
      ],
      [
        'https://issuer.example.com/oidc',
        'https://a:b@other.example.com/x?y=z',
        'https://other.example.com/x',
      ],
      ['https://issuer.example.com/oidc', 'no address', undefined],
    ] as const) {
      const { server, verifier } = await onNetwork(issuer, { issuer: document });
      const error = (await errorOf(verifier.ready())) as { readonly cause: { readonly found?: string } };
      await server.stop();
      expect(error).toMatchObject({ check: 'issuer', cause: { kind: 'issuer' } });
      expect(error.cause.found).toBe(found);
    }
  });
});

describe('rule 22: jwks_uri is https, or http where that is allowed', () => {
  it.each<readonly [what: string, address: unknown, found?: string]>([
    ['http on the network', 'http://keys.example.com/jwks', 'http://keys.example.com/jwks'],
    ['a file', 'file:///etc/passwd', 'file:///etc/passwd'],
    ['credentials', 'https://user:password@keys.example.com/jwks?a', 'https://keys.example.com/jwks'],
    ['a path alone', '/jwks'],
    ['nothing', undefined],
    ['a list', ['https://keys.example.com/jwks']],
  ])('%s is refused, and said without user information and query', async (_, address, found) => {
    const rig = await makeRig('discoveredKeys');
    rig.server.on(OPENID, json({ issuer: rig.issuer, jwks_uri: address }));
    expect(await errorOf(rig.verifier.ready())).toMatchObject({
      check: 'address',
      cause: { kind: 'address', found },
    });
    expect(rig.fetches()).toBe(0);
  });

  it('an issuer on the network may not send the API to http on loopback', async () => {
    const issuer = 'https://issuer.example.com/oidc';
    const network = await onNetwork(issuer, { issuer, jwks_uri: 'http://127.0.0.1:8080/jwks' });
    const outcome = await network.verifier.verify(await mint(first)).then(() => 'accepted', reasonOf);
    await network.server.stop();
    expect(outcome).toBe('keys_unavailable');
    expect(network.asked).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });
});

describe('rule 25: the document is remembered, and read again when the keys may have moved', () => {
  it('a rotation and every refresh cost one request each', async () => {
    const rig = await makeRig('discoveredKeys');
    await rig.outcomeOf();
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    rig.clock.advance(601);
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(rig.server.paths).toEqual([OPENID, '/jwks', '/jwks', '/jwks']);
  });

  it.each([
    ['is gone', status(404)],
    ['redirects', status(302, { location: '/moved' })],
    ['has become a web page', json('<html>')],
    ['publishes no keys any more', json({ keys: [] })],
  ])('keys whose address %s are found where they are now, one step later', async (_, answer) => {
    const rig = await makeRig('discoveredKeys');
    await rig.outcomeOf();
    rig.clock.advance(60);
    rig.answer(answer);
    rig.server.on('/moved', json(jwksOf(second)));
    rig.server.on(OPENID, json({ issuer: rig.issuer, jwks_uri: `${rig.server.origin}/moved` }));
    expect(await rig.outcomeOf(second)).toBe('keys_unavailable');
    rig.clock.advance(1.26);
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(rig.server.paths).toEqual([OPENID, '/jwks', '/jwks', OPENID, '/moved']);
  });

  it.each<[string, Answer]>([
    ['answers 503', status(503)],
    ['breaks connections', (request) => request.socket.destroy()],
    ['hangs', hang],
  ])('keys whose old address %s are found after four attempts, and not before', async (_, answer) => {
    const rig = await makeRig('discoveredKeys', { timeout: 1 });
    await rig.outcomeOf();
    rig.answer(answer);
    rig.server.on('/moved', json(jwksOf(second)));
    rig.server.on(OPENID, json({ issuer: rig.issuer, jwks_uri: `${rig.server.origin}/moved` }));
    rig.clock.advance(4300);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await rig.outcomeOf(second)).toBe('keys_unavailable');
      expect(rig.server.count(OPENID)).toBe(1);
      rig.clock.advance(31);
    }
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(rig.server.count(OPENID)).toBe(2);
  });

  it('an address that has changed without a word is followed when the old one goes', async () => {
    const rig = await makeRig('discoveredKeys');
    await rig.outcomeOf();
    rig.server.on(
      OPENID,
      json({ issuer: 'https://evil.example.com', jwks_uri: `${rig.server.origin}/evil` }),
    );
    rig.answer(status(404));
    rig.clock.advance(601);
    expect(await rig.outcomeOf(), 'the last good set').toBe('accepted');
    rig.clock.advance(2);
    expect(await rig.outcomeOf()).toBe('accepted');
    await rig.landed(3);
    expect(rig.keys.state()).toMatchObject({ status: 'stale', lastFailure: 'issuer' });
    expect(rig.server.count('/evil')).toBe(0);
  });
});
