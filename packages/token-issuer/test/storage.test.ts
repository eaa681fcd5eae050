import { chmod, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { createIssuer, demoAccess } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { createMemoryStorage } from '../src/storage/memory.js';
import { openFileStorage } from '../src/storage/sqlite.js';
import type { Storage, StorageBounds } from '../src/storage/storage.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { clientCredentials, readToken, requestToken, RESOURCE } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';
import { fillDisk, openDatabase, settingIn, startedBefore, temporaryFile } from './support/storage-file.js';

afterEach(() => {
  vi.useRealTimers();
});

function soon(): number {
  return Date.now() + 10_000;
}

const kinds: readonly [string, (bounds?: StorageBounds) => Promise<Storage>][] = [
  ['memory', async (bounds) => createMemoryStorage(bounds)],
  ['file', async (bounds) => openFileStorage(await temporaryFile(), bounds)],
];

it.each<[string, (now: () => number) => Promise<Storage>]>([
  ['memory', async (now) => createMemoryStorage(undefined, now)],
  ['file', async (now) => openFileStorage(await temporaryFile(), undefined, now)],
])('%s storage lists by the clock that it was given', async (_title, open) => {
  let time = 1000;
  const storage = await open(() => time);
  onTestFinished(() => {
    storage.close();
  });
  storage.put('Session', 'one', { payload: '1', expiresAt: 2000, accountId: 'a' });
  expect(storage.listByAccount('Session', 'a')).toHaveLength(1);
  time = 2000;
  expect(storage.listByAccount('Session', 'a')).toEqual([]);
});

describe.each(kinds)('%s storage', (_title, open) => {
  async function opened(bounds?: StorageBounds): Promise<Storage> {
    const storage = await open(bounds);
    onTestFinished(() => {
      storage.close();
    });
    return storage;
  }

  it('keeps a record with all its members', async () => {
    const storage = await opened();
    const record = { payload: '{"a":"ä"}', expiresAt: soon(), grantId: 'g', uid: 'u', consumedAt: 5 };
    storage.put('Session', 'one', record);
    expect(storage.get('Session', 'one')).toEqual(record);
    expect(storage.getByUid('Session', 'u')).toEqual(record);
    expect(storage.get('Grant', 'one')).toBeUndefined();
    expect(storage.get('Session', '__proto__')).toBeUndefined();
  });

  it('replaces, deletes, and deletes by grant', async () => {
    const storage = await opened();
    storage.put('RefreshToken', 'one', { payload: '1', expiresAt: soon(), grantId: 'g' });
    storage.put('RefreshToken', 'one', { payload: '2', expiresAt: soon(), grantId: 'g' });
    storage.put('RefreshToken', 'two', { payload: '3', expiresAt: soon(), grantId: 'h' });
    storage.put('AccessToken', 'one', { payload: '4', expiresAt: soon(), grantId: 'g' });
    expect(storage.get('RefreshToken', 'one')?.payload).toBe('2');
    storage.deleteByGrant('RefreshToken', 'g');
    expect(storage.get('RefreshToken', 'one')).toBeUndefined();
    expect(storage.get('RefreshToken', 'two')?.payload).toBe('3');
    expect(storage.get('AccessToken', 'one')?.payload).toBe('4');
    storage.delete('RefreshToken', 'two');
    expect(storage.get('RefreshToken', 'two')).toBeUndefined();
  });

  it('an expired record is not there', async () => {
    const storage = await opened();
    storage.put('Session', 'one', { payload: '1', expiresAt: soon(), uid: 'u' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    expect(storage.get('Session', 'one')).toBeUndefined();
    expect(storage.getByUid('Session', 'u')).toBeUndefined();
  });

  it('forgets the oldest past its cap, in each model for itself', async () => {
    const storage = await opened({ records: 10, characters: 1000 });
    storage.put('Session', 'kept', { payload: '0', expiresAt: soon() });
    for (let index = 0; index < 600; index += 1) {
      storage.put('Interaction', `i${index}`, { payload: '1', expiresAt: soon() });
    }
    expect(storage.get('Interaction', 'i0')).toBeUndefined();
    expect(storage.get('Interaction', 'i599')?.payload).toBe('1');
    expect(storage.get('Session', 'kept')?.payload).toBe('0');
  });

  it('and past so many characters', async () => {
    const storage = await opened({ records: 1000, characters: 1000 });
    for (let index = 0; index < 600; index += 1) {
      storage.put('Interaction', `i${index}`, { payload: 'x'.repeat(100), expiresAt: soon() });
    }
    expect(storage.get('Interaction', 'i0')).toBeUndefined();
    expect(storage.get('Interaction', 'i599')?.payload).toHaveLength(100);
  });

  it('keeps settings', async () => {
    const storage = await opened();
    expect(storage.setting('x')).toBeUndefined();
    storage.setSetting('x', '1');
    storage.setSetting('x', '2');
    expect(storage.setting('x')).toBe('2');
  });
});

it('memory storage drops what has expired before it forgets what has not', () => {
  const storage = createMemoryStorage({ records: 3, characters: 1000 });
  storage.put('Session', 'long', { payload: '1', expiresAt: Date.now() + 60_000 });
  storage.put('Session', 'short', { payload: '2', expiresAt: Date.now() + 1000 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2000 });
  storage.put('Session', 'third', { payload: '3', expiresAt: soon() });
  storage.put('Session', 'fourth', { payload: '4', expiresAt: soon() });
  expect(storage.get('Session', 'long')?.payload).toBe('1');
});

describe('with a storage file', () => {
  it('sessions, refresh tokens and keys outlive a restart', async () => {
    const storageFile = await temporaryFile();
    const first = await createIssuer(demoAccess, { port: 0, storageFile });
    const response = await authorize(await discover(first, 'demo-spa'), { resource: RESOURCE });
    const tokens = await exchangeCode(await discover(first, 'demo-spa'), response, { resource: RESOURCE });
    const before = await clientCredentials(first, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
    await first.keys.rotate();
    const ids = first.keys.ids();
    await first.close();

    const second = await createIssuer(demoAccess, { port: first.port, storageFile });
    onTestFinished(() => second.close());
    expect(second.keys.ids()).toEqual(ids);
    expect((await readToken(second, before)).claims.sub).toBe('demo-reader');
    const refreshed = await requestToken(second, 'demo-spa', {
      grant_type: 'refresh_token',
      refresh_token: String(tokens.refresh_token),
      resource: RESOURCE,
    });
    expect(refreshed.body['scope']).toBe('read:products');
    const { browser } = response;
    const silent = await authorize(await discover(second, 'demo-spa'), { browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.has('code')).toBe(true);
  });

  it('changes of the access model outlive a restart, as long as the model is the same', async () => {
    const storageFile = await temporaryFile();
    const first = await createIssuer(demoAccess, { port: 0, storageFile });
    first.access.assignRole({ user: 'carol' }, 'editor');
    await first.close();
    const second = await createIssuer(demoAccess, { port: 0, storageFile });
    expect(second.access.users()[2]?.roles).toEqual(['editor']);
    await second.close();
    const other = { ...demoAccess, roles: [...demoAccess.roles, { name: 'new', kind: 'user' } as const] };
    const third = await createIssuer(other, { port: 0, storageFile });
    onTestFinished(() => third.close());
    expect(third.access.users()[2]?.roles).toEqual([]);
  });

  it('a write that fails is told, and tried again: nothing is lost and the process goes on', async () => {
    const storageFile = await startedBefore();
    await fillDisk(storageFile, 2);
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const issuer = await createIssuer(demoAccess, { port: 0, storageFile, onError });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    issuer.access.assignRole({ user: 'carol' }, 'editor');
    vi.advanceTimersByTime(100);
    expect(errors).toEqual([expect.objectContaining({ message: 'the disk is full' })]);
    vi.advanceTimersByTime(1000);
    expect(errors).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(errors).toHaveLength(2);
    vi.useRealTimers();
    await issuer.close();
    const kept = JSON.parse(await settingIn(storageFile, 'access')) as { model: AccessModel };
    expect(kept.model.users?.[2]?.roles).toEqual(['editor']);
  });

  it('a last write that fails rejects close, and the file is let go of', async () => {
    const storageFile = await startedBefore();
    await fillDisk(storageFile);
    const issuer = await createIssuer(demoAccess, { port: 0, storageFile });
    issuer.access.assignRole({ user: 'carol' }, 'editor');
    await expect(issuer.close()).rejects.toThrow('the disk is full');
    const disk = await openDatabase(storageFile);
    // SQLite refuses this while anybody else has the file open.
    expect(disk.prepare('PRAGMA journal_mode = DELETE').get()).toEqual({ journal_mode: 'delete' });
  });

  it('after close nothing is kept any more, and a second close is the first', async () => {
    const storageFile = await temporaryFile();
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const issuer = await createIssuer(demoAccess, { port: 0, storageFile, onError });
    const first = issuer.close();
    expect(issuer.close()).toBe(first);
    await first;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    issuer.access.assignRole({ user: 'carol' }, 'editor');
    vi.advanceTimersByTime(5000);
    expect(errors).toEqual([]);
  });

  it('a staged key that cannot be kept when its time has come: the current one signs on, and onError is told', async () => {
    const storageFile = await startedBefore();
    let time = Date.now();
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const first = await createIssuer(demoAccess, { port: 0, storageFile, now: () => time });
    const { current } = first.keys.ids();
    const next = await first.keys.rotate('ES384', 60);
    await first.close();
    await fillDisk(storageFile, 1);
    const second = await createIssuer(demoAccess, { port: 0, storageFile, now: () => time, onError });
    onTestFinished(() => second.close());
    time += 60_000;
    expect((await fetch(second.jwksUri)).status).toBe(200);
    expect(errors).toEqual([expect.objectContaining({ message: 'the disk is full' })]);
    expect(second.keys.ids().current).toBe(current);
    expect((await fetch(second.jwksUri)).status).toBe(200);
    expect(second.keys.ids().current).toBe(next);
  });

  it('what could not be kept of webhooks and scripts was refused, and is not there', async () => {
    const storageFile = await startedBefore(managed);
    await fillDisk(storageFile);
    const issuer = await createIssuer(managed, { port: 0, storageFile });
    onTestFinished(() => issuer.close());
    const hook = { name: 'h', config: { url: 'http://localhost:1' }, events: ['User.Created'] };
    expect(await callManagement(issuer, 'POST', '/hooks', { body: hook })).toMatchObject({ status: 500 });
    expect((await callManagement(issuer, 'GET', '/hooks')).body).toEqual([]);
    const path = '/configs/jwt-customizer/access-token';
    const script = { script: 'const getCustomJwtClaims = async () => ({});' };
    expect(await callManagement(issuer, 'PUT', path, { body: script })).toMatchObject({ status: 500 });
    expect(await callManagement(issuer, 'GET', path)).toMatchObject({ status: 404 });
  });

  it('another algorithm takes over, and the old key stays published', async () => {
    const storageFile = await temporaryFile();
    const first = await createIssuer(demoAccess, { port: 0, storageFile });
    const { current } = first.keys.ids();
    await first.close();
    const second = await createIssuer(demoAccess, { port: 0, storageFile, algorithm: 'RS256' });
    onTestFinished(() => second.close());
    expect(second.keys.ids().previous).toBe(current);
  });

  it('only its owner can read it', async () => {
    const file = await temporaryFile();
    const storage = await openFileStorage(file);
    storage.setSetting('x', '1');
    expect((await stat(`${file}-wal`)).mode & 0o777).toBe(0o600);
    storage.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('a file that others could read is narrowed, and what SQLite left beside it', async () => {
    const storageFile = await temporaryFile();
    const first = await createIssuer(demoAccess, { port: 0, storageFile });
    const { current } = first.keys.ids();
    await first.close();
    await chmod(storageFile, 0o644);
    await writeFile(`${storageFile}-wal`, '', { mode: 0o644 });
    await writeFile(`${storageFile}-shm`, '', { mode: 0o644 });
    const second = await createIssuer(demoAccess, { port: 0, storageFile });
    onTestFinished(() => second.close());
    expect(second.keys.ids().current).toBe(current);
    for (const suffix of ['', '-wal', '-shm']) {
      expect([suffix, (await stat(`${storageFile}${suffix}`)).mode & 0o777]).toEqual([suffix, 0o600]);
    }
  });

  it('an empty file that others could read is narrowed', async () => {
    const storageFile = await temporaryFile();
    await writeFile(storageFile, '', { mode: 0o666 });
    const issuer = await createIssuer(demoAccess, { port: 0, storageFile });
    onTestFinished(() => issuer.close());
    expect((await stat(storageFile)).mode & 0o777).toBe(0o600);
  });

  it.each(['that leads to a file', 'that leads nowhere'])('a symbolic link %s is refused', async (title) => {
    const target = await temporaryFile();
    const storageFile = `${target}-link`;
    if (title === 'that leads to a file') await writeFile(target, '', { mode: 0o644 });
    await symlink(target, storageFile);
    await expect(createIssuer(demoAccess, { port: 0, storageFile })).rejects.toThrow(
      `storageFile: expected a file, found a symbolic link (${storageFile}).`,
    );
    const found = await stat(target).catch(() => undefined);
    expect(found?.size ?? 0).toBe(0);
    expect(found === undefined || (found.mode & 0o777) === 0o644).toBe(true);
  });

  it('a file that is something else is refused and left alone', async () => {
    const storageFile = await temporaryFile();
    await writeFile(storageFile, 'precious, and long enough to be looked at '.repeat(100));
    const mode = (await stat(storageFile)).mode & 0o777;
    await expect(createIssuer(demoAccess, { port: 0, storageFile })).rejects.toThrow(
      `storageFile: expected a file that this program made, found another (${storageFile}).`,
    );
    expect((await stat(storageFile)).size).toBe(4200);
    expect((await stat(storageFile)).mode & 0o777).toBe(mode);
  });

  it('another program’s database is refused and left alone', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const storageFile = await temporaryFile();
    const theirs = new DatabaseSync(storageFile);
    theirs.exec("CREATE TABLE notes (note TEXT); INSERT INTO notes VALUES ('precious')");
    await expect(createIssuer(demoAccess, { port: 0, storageFile })).rejects.toThrow(
      `storageFile: expected a file that this program made, found another (${storageFile}).`,
    );
    expect(theirs.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'notes' }]);
    theirs.close();
  });

  it('a directory that is not there is said', async () => {
    const storageFile = join(await temporaryFile(), 'nowhere', 'issuer.db');
    await expect(createIssuer(demoAccess, { port: 0, storageFile })).rejects.toThrow('ENOENT');
  });
});
