import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { AccessModel, Issuer } from '../../src/index.js';

/** A path for the length of one test. */
export async function temporaryFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'token-issuer-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'issuer.db');
}

/** A file in which an issuer of a model has kept what was done with it. */
export async function startedBefore(
  model: AccessModel = demoAccess,
  act: (issuer: Issuer) => unknown = () => {},
): Promise<string> {
  const storageFile = await temporaryFile();
  const issuer = await createIssuer(model, { port: 0, storageFile });
  await act(issuer);
  await issuer.close();
  return storageFile;
}

export async function openDatabase(file: string) {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

export async function settingIn(file: string, name: string): Promise<string> {
  const database = await openDatabase(file);
  const { value } = database.prepare('SELECT value FROM settings WHERE name = ?').get(name) ?? {};
  database.close();
  return String(value);
}

/** Does to a file what somebody with an editor for such files could do. */
export async function edit(file: string, sql: string, ...values: readonly string[]): Promise<void> {
  const database = await openDatabase(file);
  if (values.length === 0) database.exec(sql);
  else database.prepare(sql).run(...values);
  database.close();
}

/** So many writes of a setting will fail. */
export function fillDisk(file: string, writes = 1000): Promise<void> {
  return edit(
    file,
    `CREATE TABLE disk (tries INTEGER);
     INSERT INTO disk VALUES (0);
     CREATE TRIGGER full BEFORE INSERT ON settings WHEN (SELECT tries FROM disk) < ${writes} BEGIN
       UPDATE disk SET tries = tries + 1;
       SELECT RAISE(FAIL, 'the disk is full');
     END`,
  );
}
