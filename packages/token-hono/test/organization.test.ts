import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { demandsOf, protect } from '../src/index.js';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'Read' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const guard = (param = 'id') => protect(verifier, { organization: { param } }, { report: false });

describe('rule 28: the inventory tells of a place that is not seen', () => {
  it.each([
    ['of a route', () => new Hono().get('/of/:id', guard(), (c) => c.text('')), undefined],
    ['of a pattern', () => new Hono().get('/of/:id{[a-z]+}', guard(), (c) => c.text('')), undefined],
    ['with a hyphen', () => new Hono().get('/of/:an-id', guard('an-id'), (c) => c.text('')), undefined],
    [
      'in an app within, whose mount has it',
      () =>
        new Hono().route(
          '/of/:id',
          new Hono().get('/', guard(), (c) => c.text('')),
        ),
      undefined,
    ],
    [
      'another name in a route',
      () => new Hono().get('/of/:other', guard(), (c) => c.text('')),
      /^GET \/of\/:other: organization\.param: expected/,
    ],
    [
      'before every route: its own path has none',
      () => new Hono().use(guard()).get('/of/:id', (c) => c.text('')),
      /^ALL \/\*: organization\.param/,
    ],
    [
      'for a part of the paths, with it',
      () => new Hono().use('/of/:id/*', guard()).get('/of/:id/all', (c) => c.text('')),
      undefined,
    ],
  ] as const)('%s', async (_what, build, told) => {
    const app = build();
    if (told === undefined) expect(() => demandsOf(app)).not.toThrow();
    else expect(() => demandsOf(app)).toThrow(told);
    const headers = { authorization: `Bearer ${await issuer.mint({ organization_id: 'a' })}` };
    const paths = ['/of/a', '/of/a/all'];
    const statuses = await Promise.all(
      paths.map(async (path) => (await app.request(path, { headers })).status),
    );
    expect(statuses.includes(200)).toBe(told === undefined);
  });
});
