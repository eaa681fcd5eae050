import { existsSync } from 'node:fs';

import { stringify as stringifyYaml } from 'yaml';

import { buildState } from '../access/build.js';
import { checkAccess } from '../access/check.js';
import { isAccessError } from '../access/expectation.js';
import { readKeptModel } from '../access/kept.js';
import type { AccessModel } from '../access/model.js';
import { writeModel } from '../access/written.js';
import type { ExportSource } from './arguments.js';

/** The access model cannot be had. The message says why, in one sentence. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/**
 * The access model as it is now, as the text of an access file: what the Management API changed is in it,
 * passwords and secrets too. Functions are not.
 *
 * @throws ExportError
 */
export async function exportModel(from: ExportSource, format: 'json' | 'yaml'): Promise<string> {
  const model = 'storageFile' in from ? await readStorage(from.storageFile) : await readRunning(from);
  try {
    checkAccess(model);
  } catch (error) {
    // Logto takes more than an access file does.
    throw new ExportError(`This cannot stand in an access file: ${(error as Error).message}`);
  }
  return format === 'yaml' ? stringifyYaml(model).trimEnd() : JSON.stringify(model, undefined, 2);
}

async function readStorage(storageFile: string): Promise<AccessModel> {
  // Opening makes the file.
  if (!existsSync(storageFile)) throw new ExportError(`${storageFile}: there is no such file.`);
  const { openFileStorage } = await import('../storage/sqlite.js');
  const storage = await openFileStorage(storageFile);
  try {
    const kept = readKeptModel(storage);
    if (kept === undefined) {
      throw new ExportError(`${storageFile}: nothing was changed: the access file is as it should be.`);
    }
    // As people write it: without the moments at which things came to exist.
    return writeModel(buildState(checkAccess(kept, 'kept'), 0), undefined);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    // What JSON.parse says quotes the file, secrets and all.
    const what = isAccessError(error) ? `access.model: ${error.message}` : 'access: expected JSON';
    throw new ExportError(`${storageFile}: ${what}.`);
  } finally {
    storage.close();
  }
}

async function readRunning({
  origin,
  clientId,
  clientSecret,
}: Extract<ExportSource, { readonly origin: string }>): Promise<AccessModel> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    resource: 'https://default.logto.app/api',
    scope: 'all',
  });
  const token = await request(`${origin}/oidc/token`, { method: 'POST', body });
  const authorization = `Bearer ${String(token['access_token'])}`;
  return (await request(`${origin}/api/access-model`, {
    headers: { authorization },
  })) as unknown as AccessModel;
}

async function request(url: string, init: RequestInit): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, init).catch(() => undefined);
  if (response === undefined) throw new ExportError(`${url}: nobody answers: does the issuer run there?`);
  const body = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  if (response.ok) return body;
  const { error_description: description = body['message'] } = body;
  throw new ExportError(
    `${url} answered ${response.status}: ${typeof description === 'string' ? description : ''}`,
  );
}
