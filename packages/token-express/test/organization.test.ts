import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import express, { type Express, type RequestHandler } from 'express';
import express4 from 'express-4';
import type { RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demandsOf, protect } from '../src/index.js';
import { listen } from './host.js';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'Read' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const guard = () => protect(verifier, { organization: { param: 'id' } }, { report: false });
const answer: RequestHandler = (_request, response) => void response.send('open');

interface Release {
  readonly release: string;
  readonly make: () => Express;
  readonly Router: typeof express.Router;
}

const RELEASES: readonly Release[] = [
  { release: 'Express 5', make: express, Router: express.Router },
  {
    release: 'Express 4',
    make: express4 as typeof express,
    Router: (express4 as typeof express).Router,
  },
];

describe.each(RELEASES)(
  'rule 28: the inventory tells of a place that is not seen, on $release',
  ({ make, Router }) => {
    async function statusOf(app: Express, path: string): Promise<number> {
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      const token = await issuer.mint({ organization_id: 'a' });
      const response = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
      await response.body?.cancel();
      return response.status;
    }

    /** App and path; what the inventory says of it, where the request is refused. */
    const CASES: readonly (readonly [string, () => Express, string, RegExp | undefined])[] = [
      ['of a route', () => make().get('/of/:id', guard(), answer), '/of/a', undefined],
      [
        'another name in a route',
        () => make().get('/of/:other', guard(), answer),
        '/of/a',
        /^\/of\/:other: organization\.param: expected/,
      ],
      [
        'before every route, which has no path of its own',
        () => make().use(guard()).get('/of/:id', answer),
        '/of/a',
        /^\/: organization\.param/,
      ],
      [
        'in a router that does not merge',
        () => make().use('/of/:id', Router().get('/all', guard(), answer)),
        '/of/a/all',
        /organization\.param/,
      ],
      [
        'in a router that merges',
        () => make().use('/of/:id', Router({ mergeParams: true }).get('/all', guard(), answer)),
        '/of/a/all',
        undefined,
      ],
      ['of a mount', () => make().use('/of/:id', guard()).get('/of/:id/all', answer), '/of/a/all', undefined],
    ];

    it.each(CASES)('%s', async (_what, build, path, told) => {
      const app = build();
      if (told === undefined) expect(() => demandsOf(app)).not.toThrow();
      else expect(() => demandsOf(app)).toThrow(told);
      expect(await statusOf(app, path)).toBe(told === undefined ? 200 : 403);
    });

    it('of a pattern nothing can be said', () => {
      expect(() => demandsOf(make().get(/^\/of\/(?<other>[^/]+)$/, guard(), answer))).not.toThrow();
    });
  },
);

it('a wildcard of Express 5 is a list: no organization, and the inventory says so', () => {
  const app = express().get('/of/*id', guard(), answer);
  expect(() => demandsOf(app)).toThrow(/the path "\/of\/\*id"/);
});
