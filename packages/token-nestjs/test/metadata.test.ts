import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { Controller, Get, VersioningType } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, it } from 'vitest';
import { TokenModule } from '../src/index.js';
import { type Adapter, createApp, issuer, makeVerifier, platforms, startApp } from './setup.js';

const pathOf = (name: string): string => `/.well-known/oauth-protected-resource/${name}`;

function publishing(name: string): Verifier {
  return createVerifier({
    issuer: issuer.issuer,
    keys: issuer.keys,
    resource: defineResource({ indicator: `https://api.example.com/${name}`, scopes: { read: 'Read' } }),
    metadata: resourceMetadata({ maxAge: 60 }),
  });
}
const notes = publishing('notes');

@Controller('notes')
class NotesController {
  @Get()
  list(): string {
    return 'notes';
  }
}

describe.each(platforms)(
  'rule 32: the app serves what its verifiers publish, on $platform',
  ({ adapter }) => {
    const start = (options: Parameters<typeof TokenModule.forRoot>[0], of: Adapter = adapter) =>
      startApp(of, [NotesController], {
        imports: [TokenModule.forRoot(options)],
        prepare: (app) => {
          // Neither changes the path, which begins at the host.
          app.setGlobalPrefix('api');
          app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        },
      });

    it('to GET, with its headers, and without a token', async () => {
      const url = await start({ verifier: notes });
      const response = await fetch(new URL(pathOf('notes'), url));
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('cache-control')).toBe('public, max-age=60');
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({ ...notes.metadata?.document });
    });

    it('to other methods without a body, and nothing at other paths', async () => {
      const url = await start({ verifier: notes });
      const ask = async (method: string, path = pathOf('notes')) => {
        const response = await fetch(new URL(path, url), { method });
        return [response.status, await response.text()];
      };
      expect(await ask('HEAD')).toEqual([200, '']);
      expect(await ask('OPTIONS')).toEqual([204, '']);
      expect(await ask('POST')).toEqual([405, '']);
      expect((await ask('GET', pathOf('others')))[0]).toBe(404);
      expect((await ask('GET', '/api/v1/notes'))[0]).toBe(401);
    });

    it('of all verifiers, by name or not, and once where two names have one', async () => {
      const files = publishing('files');
      const url = await start({ verifier: makeVerifier(), verifiers: { notes, files, again: files } });
      for (const name of ['notes', 'files']) {
        const response = await fetch(new URL(pathOf(name), url));
        expect(await response.json()).toMatchObject({ resource: `https://api.example.com/${name}` });
      }
    });

    it('rule 31: a verifier whose metadata answers nothing stops the start', async () => {
      const foreign = { ...notes, metadata: { answer: 'none' } } as unknown as Verifier;
      await expect(start({ verifier: foreign })).rejects.toThrow(/expected one with the option metadata/);
    });
  },
);

it('rule 32, on Express: it is served in front of what the app adds after it is created', async () => {
  const app = await createApp(
    { options: { verifier: notes }, controllers: [NotesController] },
    () => new ExpressAdapter(),
  );
  app.use((_request: unknown, response: { end(body: string): void }) => response.end('of the app'));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  expect(await (await fetch(new URL(pathOf('notes'), url))).json()).toEqual({
    ...notes.metadata?.document,
  });
  expect(await (await fetch(new URL('/notes', url))).text()).toBe('of the app');
});
