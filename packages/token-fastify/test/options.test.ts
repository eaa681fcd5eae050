import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { makeApp, verifier } from './setup.js';

describe('rule 31: an option that is a mistake says what was expected', () => {
  it.each([
    [{ verifier: undefined }, 'verifier: expected what createVerifier returns'],
    [{ verifier: { verify: () => undefined } }, 'verifier: expected what createVerifier returns'],
    [{ verifier: { checkRequirement: () => undefined } }, 'verifier: expected what createVerifier returns'],
    [{ notFound: 'private' }, "notFound: expected 'public', or nothing"],
    [
      { foreign: 'scope' },
      'foreign: expected a list of some of scopes, anyScope, scope, requiredScopes, organization, principal, freshWithin, token',
    ],
    [
      { foreign: ['other'] },
      'foreign: expected a list of some of scopes, anyScope, scope, requiredScopes, organization, principal, freshWithin, token',
    ],
    [{ middlewareBefore: 1 }, 'middlewareBefore: expected a boolean'],
    [{ report: true }, 'report: expected false or a function'],
    [
      { scopes: [] },
      'tokenPlugin: unknown option "scopes"; known are verifier, requirement, notFound, foreign, middlewareBefore, report, prefix, logLevel, logSerializers, name, encapsulate',
    ],
  ])('%j', async (options, message) => {
    const app = makeApp();
    void app.register(tokenPlugin, { verifier, ...options } as never);
    await expect(app.ready()).rejects.toThrow(new TypeError(message));
  });

  it.each(['prefix', 'logLevel', 'logSerializers', 'name', 'encapsulate'])(
    '%s is Fastify’s own and innocent',
    async (name) => {
      const app = makeApp();
      const value = name === 'logSerializers' ? {} : name === 'encapsulate' ? false : '/x';
      await app.register(tokenPlugin, {
        verifier,
        [name]: name === 'logLevel' ? 'info' : value,
      });
      app.get('/', () => 'here');
      await expect(app.ready()).resolves.toBeDefined();
    },
  );

  it('undefined is as if it were not there, for all that have a default', async () => {
    const app = makeApp();
    const options = {
      notFound: undefined,
      foreign: undefined,
      middlewareBefore: undefined,
      report: undefined,
    };
    await app.register(tokenPlugin, { verifier, ...options } as never);
    app.get('/', () => 'here');
    expect((await app.inject('/none')).statusCode).toBe(401);
  });
});

describe('rule 31: what a route says by a mistake names the place', () => {
  it.each([
    [5, "expected 'public', 'optional', a requirement such as { scopes: [...] }, or a list of requirements"],
    [
      null,
      "expected 'public', 'optional', a requirement such as { scopes: [...] }, or a list of requirements",
    ],
    [
      'open',
      "expected 'public', 'optional', a requirement such as { scopes: [...] }, or a list of requirements",
    ],
  ])('config.token is %j', async (token, message) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    expect(() =>
      app.route({ method: ['GET', 'PUT'], url: '/x', config: { token } as never, handler: () => '' }),
    ).toThrow(new TypeError(`GET|PUT /x: config.token: ${message}`));
  });

  it('optional beside a requirement of the plugin', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, requirement: { scopes: ['read:products'] } as never });
    expect(() => app.get('/x', { config: { token: 'optional' } }, () => '')).toThrow(
      "GET /x: config.token: 'optional' stands beside the requirement of the plugin: register it in a context without one",
    );
  });

  it.each([
    [{ scopes: [] }, 'beside config', {}],
    [{}, 'in config', { scope: 'a' }],
  ])('%j %s', async (settings, where, config) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    const name = Object.keys({ ...settings, ...config })[0] ?? '';
    expect(() => app.get('/x', { ...settings, config } as never, () => '')).toThrow(
      `GET /x: ${name} stands ${where}, where nobody reads it: write config: { token: { scopes: [...] } }, or name it in the option foreign.`,
    );
  });
});
