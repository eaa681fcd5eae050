import { checkAccess } from './access/check.js';
import type { AccessModel } from './access/model.js';
import { listenLater } from './http/waiting.js';
import type { Issuer } from './issuer.js';
import { checkOptions } from './options.js';
import type { CheckedOptions, IssuerOptions } from './options.js';
import { start } from './start.js';
import { createMemoryStorage } from './storage/memory.js';
import type { Storage } from './storage/storage.js';

/**
 * Starts a local authorization server that behaves as Logto does.
 *
 * @param accessModel - Resources, roles, users and clients.
 * @throws TypeError that names the path of a mistake in the access model, or the option.
 * @throws Error that says so when the port is in use, or when the storage file cannot be used.
 * @example
 * const issuer = await createIssuer(demoAccess, { port: 3300 });
 * console.log(issuer.url); // http://localhost:3300/oidc
 * await issuer.close();
 */
export async function createIssuer(accessModel: AccessModel, options: IssuerOptions = {}): Promise<Issuer> {
  checkAccess(accessModel);
  const checked = checkOptions(options);
  const storage = await openStorage(accessModel, checked);
  try {
    const server = await listenLater(checked);
    try {
      return await start(accessModel, checked, storage, server);
    } catch (error) {
      await server.close();
      throw error;
    }
  } catch (error) {
    storage.close();
    throw error;
  }
}

async function openStorage(
  given: AccessModel,
  { storageFile, clock: { now }, onNotice }: CheckedOptions,
): Promise<Storage> {
  if (storageFile === undefined) return createMemoryStorage(undefined, now);
  const { openCheckedFile } = await import('./storage/file.js');
  return openCheckedFile(storageFile, { given, now, onNotice });
}
