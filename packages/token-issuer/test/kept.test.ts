import { truncate, writeFile } from 'node:fs/promises';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { exportModel } from '../src/cli/export.js';
import { createIssuer, demoAccess } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { RESOURCE } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';
import { edit, openDatabase, settingIn, startedBefore, temporaryFile } from './support/storage-file.js';

const SET = 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)';
const CUSTOMIZER = '/configs/jwt-customizer/access-token';

/** An authorization request of the demo's single-page application. */
const UNDER_WAY = {
  client_id: 'demo-spa',
  response_type: 'code',
  scope: 'openid',
  redirect_uri: CALLBACK,
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};

type Value = Record<string, unknown>;

/** A file with something under every name. */
function filled(): Promise<string> {
  return startedBefore(managed, async (issuer) => {
    const hook = { name: 'h', config: { url: 'http://localhost:1' }, events: ['User.Created'] };
    await callManagement(issuer, 'POST', '/hooks', { body: hook });
    const body = { script: 'const getCustomJwtClaims = async () => ({});' };
    await callManagement(issuer, 'PUT', CUSTOMIZER, { body });
    issuer.access.assignRole({ user: 'carol' }, 'editor');
    await issuer.keys.stage();
  });
}

/** Starts over a file, for the length of one test. */
async function start(storageFile: string, model = managed): Promise<{ issuer: Issuer; notices: string[] }> {
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  const issuer = await createIssuer(model, { port: 0, storageFile, onNotice });
  onTestFinished(() => issuer.close());
  return { issuer, notices };
}

const first = (value: unknown) => (value as Value[])[0] as Value;
const at = (value: unknown, name: string) => (value as Value)[name] as Value;

describe('a kept value that is wrong stops the start', () => {
  it.each<[string, string, (value: unknown) => void, string]>([
    [
      'keys',
      'a key of another algorithm',
      (v) => (at(v, 'current')['algorithm'] = 'HS256'),
      'current.algorithm',
    ],
    ['keys', 'a key without a moment', (v) => (at(v, 'next')['createdAt'] = 'today'), 'next.createdAt'],
    ['keys', 'no current key', (v) => delete (v as Value)['current'], 'current'],
    ['keys', 'another kid', (v) => (at(v, 'current')['kid'] = 'x'), 'current'],
    [
      'keys',
      'a kid that is no thumbprint',
      (v) => (at(v, 'current')['kid'] = at(at(v, 'current'), 'privateKey')['kid'] = 'x'),
      'current',
    ],
    ['keys', 'half a key', (v) => delete at(at(v, 'current'), 'privateKey')['d'], 'current'],
    [
      'keys',
      'the secret half of another key',
      (v) => (at(at(v, 'current'), 'privateKey')['d'] = at(at(v, 'next'), 'privateKey')['d']),
      'current',
    ],
    ['keys', 'a text for the moment of the next', (v) => ((v as Value)['activateAt'] = 'soon'), 'activateAt'],
    ['hooks', 'an event that is none', (v) => (first(v)['events'] = ['No.Event']), '0.events.0'],
    ['hooks', 'an address that is no text', (v) => (at(first(v), 'config')['url'] = 7), '0.config.url'],
    ['hooks', 'a hook without a key', (v) => (first(v)['signingKey'] = ''), '0.signingKey'],
    ['hooks', 'a text for a switch', (v) => (first(v)['enabled'] = 'yes'), '0.enabled'],
    ['jwt-customizers', 'no script', (v) => (((v as Value[][])[0] ?? [])[1] = {}), '0.1.script'],
    ['jwt-customizers', 'a kind that is none', (v) => (((v as unknown[][])[0] ?? [])[0] = 'x'), '0.0'],
    ['access', 'no model', (v) => ((v as Value)['model'] = 'x'), 'model'],
    [
      'access',
      'a role of a user that is none',
      (v) => (first(at(v, 'model')['users'])['roles'] = ['king']),
      'model: users[0].roles[0]',
    ],
    [
      'access',
      'a life without an end',
      (v) => (first(at(v, 'model')['resources'])['accessTokenLife'] = 1e300),
      'model: resources[0].accessTokenLife',
    ],
  ])('%s: %s', async (name, _title, change, member) => {
    const file = await filled();
    const value: unknown = JSON.parse(await settingIn(file, name));
    change(value);
    await edit(file, SET, name, JSON.stringify(value));
    const refused = await createIssuer(managed, { port: 0, storageFile: file }).then(
      () => 'started',
      (error: unknown) => (error as Error).message,
    );
    expect(refused).toContain(`storageFile: ${name}.${member}: `);
    expect(refused).toContain(`(${file}). Mend it there, or begin with another file.`);
  });

  it.each(['keys', 'hooks', 'jwt-customizers', 'access'])('%s that is no JSON', async (name) => {
    const file = await startedBefore();
    await edit(file, SET, name, '{"half');
    await expect(createIssuer(demoAccess, { port: 0, storageFile: file })).rejects.toThrow(
      `storageFile: ${name}: expected JSON (${file}).`,
    );
  });

  it('a secret of cookies that is empty', async () => {
    const file = await startedBefore();
    await edit(file, SET, 'cookie-key', '');
    await expect(createIssuer(demoAccess, { port: 0, storageFile: file })).rejects.toThrow(
      `storageFile: cookie-key: expected a secret, found an empty text (${file}).`,
    );
  });

  it('and says no secret', async () => {
    const file = await filled();
    const keys = JSON.parse(await settingIn(file, 'keys')) as Value;
    const { d } = at(at(keys, 'current'), 'privateKey');
    at(at(keys, 'current'), 'privateKey')['x'] = 'AAAA';
    await edit(file, SET, 'keys', JSON.stringify(keys));
    const error: unknown = await createIssuer(managed, { port: 0, storageFile: file }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain(String(d));
  });
});

it('what is as it was written starts, and is what it was', async () => {
  const { issuer, notices } = await start(await filled());
  expect(notices).toEqual([]);
  expect((await callManagement(issuer, 'GET', '/hooks')).body).toHaveLength(1);
  expect((await callManagement(issuer, 'GET', CUSTOMIZER)).status).toBe(200);
  expect(issuer.keys.ids().next).toBeDefined();
  expect(issuer.access.users().find(({ id }) => id === 'carol')?.roles).toEqual(['editor']);
});

it('kept changes of another model do not count, so that what is wrong in them stops nothing', async () => {
  const file = await filled();
  const kept = JSON.parse(await settingIn(file, 'access')) as { base: string; model: AccessModel };
  await edit(file, SET, 'access', JSON.stringify({ base: 'another', model: { users: 7 } }));
  const { notices } = await start(file);
  expect(notices).toEqual([expect.stringContaining('of another access model')]);
  expect(kept.base).not.toBe('another');
});

describe('records that cannot be read', () => {
  it.each([
    ['no JSON', `UPDATE records SET payload = '{"half' WHERE model = 'Session'`],
    ['a list', `UPDATE records SET payload = '[]' WHERE model = 'Session'`],
    [
      'of another kind',
      `UPDATE records SET payload = json_set(payload, '$.kind', 'x') WHERE model = 'Session'`,
    ],
    [
      'a text for the end',
      `UPDATE records SET payload = json_set(payload, '$.exp', 'x') WHERE model = 'Session'`,
    ],
    ['bytes', `UPDATE records SET payload = x'00' WHERE model = 'Session'`],
    ['an end that is no number', `UPDATE records SET expires_at = 'x' WHERE model = 'Session'`],
  ])('%s: they are dropped, with a line, and nothing fails', async (_title, sql) => {
    let port = 0;
    const signedIn: Awaited<ReturnType<typeof authorize>>[] = [];
    const file = await startedBefore(demoAccess, async (issuer) => {
      port = issuer.port;
      const config = await discover(issuer, 'demo-spa');
      const response = await authorize(config, { resource: RESOURCE });
      await exchangeCode(config, response, { resource: RESOURCE });
      signedIn.push(response);
    });
    await edit(file, sql);
    const notices: string[] = [];
    const errors: unknown[] = [];
    const issuer = await createIssuer(demoAccess, {
      port,
      storageFile: file,
      onNotice: (notice) => notices.push(notice),
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => issuer.close());
    expect(notices).toEqual([
      `1 of the sessions and tokens in ${file} could not be read: they were dropped.`,
    ]);
    const [{ browser } = {}] = signedIn;
    const config = await discover(issuer, 'demo-spa');
    const { shown } = await authorize(config, {
      resource: RESOURCE,
      prompt: 'none',
      ...(browser && { browser }),
    });
    expect(shown.url.searchParams.get('error')).toBe('login_required');
    expect(errors).toEqual([]);
  });

  it('those that can be read stay, whatever their model', async () => {
    const file = await startedBefore(demoAccess, async (issuer) => {
      const config = await discover(issuer, 'demo-spa');
      await exchangeCode(config, await authorize(config, { resource: RESOURCE }));
      await authorize(config, { resource: RESOURCE });
      // A sign-in that nobody ends.
      const url = new URL(`?${new URLSearchParams(UNDER_WAY)}`, issuer.authorizationEndpoint);
      await fetch(url, { redirect: 'manual' });
    });
    const before = await openDatabase(file);
    const count = (database: typeof before) =>
      database.prepare('SELECT model, count(*) AS number FROM records GROUP BY model').all();
    const models = count(before);
    before.close();
    expect(models.map(({ model }) => model)).toEqual(
      expect.arrayContaining([
        'AccessToken',
        'AuthorizationCode',
        'Grant',
        'Interaction',
        'RefreshToken',
        'Session',
      ]),
    );
    const issuer = await createIssuer(demoAccess, { port: 0, storageFile: file });
    await issuer.close();
    expect(count(await openDatabase(file))).toEqual(models);
  });
});

describe('the file itself', () => {
  it('is one issuer’s alone: a second one is told, and waits without holding up the first', async () => {
    const file = await startedBefore();
    const { issuer } = await start(file, demoAccess);
    const second = createIssuer(demoAccess, { port: 0, storageFile: file });
    let isOver = false;
    const over = second.catch((error: unknown) => error).finally(() => (isOver = true));
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
    expect(isOver).toBe(false);
    expect(String(await over)).toBe(
      `Error: storageFile: expected a file that nobody else uses, found one that is open elsewhere: does another issuer run? (${file}).`,
    );
    issuer.access.assignRole({ user: 'carol' }, 'editor');
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
  });

  it('is taken over from a predecessor that is about to end', async () => {
    const file = await startedBefore();
    const first = await createIssuer(demoAccess, { port: 0, storageFile: file });
    first.access.assignRole({ user: 'carol' }, 'editor');
    const [{ issuer }] = await Promise.all([start(file, demoAccess), first.close()]);
    expect(issuer.access.users().find(({ id }) => id === 'carol')?.roles).toEqual(['editor']);
  });

  it('with other columns is refused, and let go of', async () => {
    const file = await startedBefore();
    await edit(file, 'ALTER TABLE records RENAME COLUMN uid TO other');
    await expect(createIssuer(demoAccess, { port: 0, storageFile: file })).rejects.toThrow(
      `storageFile: expected a file that this program made, found another (${file}).`,
    );
    const database = await openDatabase(file);
    expect(database.prepare('PRAGMA journal_mode = DELETE').get()).toEqual({ journal_mode: 'delete' });
  });

  it('that is damaged is refused', async () => {
    const file = await filled();
    await edit(file, 'PRAGMA journal_mode = DELETE');
    await truncate(file, 8192);
    await expect(createIssuer(managed, { port: 0, storageFile: file })).rejects.toThrow(
      /^storageFile: expected a/,
    );
  });

  it('that is a directory is refused', async () => {
    const file = (await startedBefore()).replace('/issuer.db', '');
    await expect(createIssuer(demoAccess, { port: 0, storageFile: file })).rejects.toThrow(
      'storageFile: expected a file, found none that can be written: EISDIR',
    );
  });

  it('beside which something else has the name of its log is left as it is by that', async () => {
    const file = await startedBefore();
    await writeFile(`${file}-wal`, 'nothing that SQLite has written');
    const { issuer } = await start(file, demoAccess);
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
  });
});

describe('token-issuer export of a file in which what is kept is wrong: one sentence, and no secret', () => {
  it.each([
    ['no JSON', '{"model":{"s3cret":', 'access: expected JSON.'],
    ['nothing', 'null', 'access: expected JSON.'],
    [
      'a wrong model',
      '{"base":"x","model":{"resources":[]}}',
      'access.model: resources: expected at least one',
    ],
  ])('%s', async (_title, text, sentence) => {
    const file = await startedBefore();
    await edit(file, SET, 'access', text);
    const error: unknown = await exportModel({ storageFile: file }, 'json').catch((cause: unknown) => cause);
    expect(String(error)).toContain(`ExportError: ${file}: ${sentence}`);
    expect(String(error)).not.toContain('s3cret');
  });
});

it('a start that ends in the middle leaves a file that the next one takes', async () => {
  const { DatabaseSync } = await import('node:sqlite');
  const file = await temporaryFile();
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  await (await createIssuer(demoAccess, { port: 0, storageFile: file })).close();
  const made = exec.mock.calls.map(([sql]) => sql).filter((sql) => sql.includes('CREATE TABLE'));
  exec.mockRestore();
  expect(made).toEqual([expect.stringMatching(/^BEGIN;[^]*user_version[^]*COMMIT$/)]);
});
