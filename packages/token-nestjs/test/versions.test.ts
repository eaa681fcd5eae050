import { Controller, Get, type INestApplication, VersioningType } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { Requires } from '../src/index.js';
import { createApp, failureOf, forEveryRoute, issuer, platforms } from './setup.js';

const OF_THE_PATH = { organization: { param: 'organizationId' } } as const;

describe.each(platforms)('rule 28: the version that stands in the path, on $platform', ({ adapter }) => {
  async function start(
    version: string | undefined,
    inner: string,
    prepare: (app: INestApplication) => unknown,
  ): Promise<string> {
    @Controller({ path: 'products', ...(version !== undefined && { version }) })
    class Products {
      @Requires(OF_THE_PATH)
      @Get(inner)
      list() {
        return [];
      }
    }
    const app = await createApp({ controllers: [Products], providers: [forEveryRoute] }, adapter);
    prepare(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  async function statusOf(origin: string, path: string, organization: string, headers = {}) {
    const authorization = `Bearer ${await issuer.mint({ organization_id: organization })}`;
    return (await fetch(`${origin}${path}`, { headers: { authorization, ...headers } })).status;
  }

  it.each<[string, string | undefined, Parameters<INestApplication['enableVersioning']>[0], string]>([
    ['its own, under v', '1', { type: VersioningType.URI }, '/v1/products'],
    [
      'its own before that of the app',
      '1',
      { type: VersioningType.URI, defaultVersion: '7' },
      '/v1/products',
    ],
    ['that of the app', undefined, { type: VersioningType.URI, defaultVersion: '7' }, '/v7/products'],
    ['none', undefined, { type: VersioningType.URI }, '/products'],
    ['under another prefix', '1', { type: VersioningType.URI, prefix: 'version-' }, '/version-1/products'],
    ['under no prefix', '1', { type: VersioningType.URI, prefix: false }, '/1/products'],
    ['in a header', '1', { type: VersioningType.HEADER, header: 'x-version' }, '/products'],
  ])(
    '%s: a place that is not there is told with the whole path',
    async (_case, version, versioning, path) => {
      const failure = await failureOf(start(version, '', (app) => app.enableVersioning(versioning)));
      expect(failure).toBe(
        `Products.list: organization.param: expected a parameter of the path "${path}", found "organizationId", which it does not have`,
      );
    },
  );

  it('a version that is a parameter by its prefix is the place', async () => {
    const origin = await start('1', '', (app) =>
      app.setGlobalPrefix('o/:organizationId').enableVersioning({ type: VersioningType.URI }),
    );
    expect(await statusOf(origin, '/o/a/v1/products', 'a')).toBe(200);
    expect(await statusOf(origin, '/o/a/v1/products', 'b')).toBe(403);
  });

  it('a version in a header is not in the path', async () => {
    const origin = await start('1', ':organizationId', (app) =>
      app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
    );
    const version = { 'x-version': '1' };
    expect(await statusOf(origin, '/products/a', 'a', version)).toBe(200);
    expect(await statusOf(origin, '/products/a', 'b', version)).toBe(403);
  });
});
