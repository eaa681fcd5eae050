import { createVerifier } from '@acme/token-core';

import { checkAccess } from './access/check.js';
import type { CheckedAccess } from './access/checked.js';
import { createIssuerAccess } from './access/changes.js';
import type { IssuerAccess } from './access/changes.js';
import { Directory } from './access/directory.js';
import type { AccessModel } from './access/model.js';
import { listenOnLoopback } from './http/loopback.js';
import type { Listener, LoopbackServer } from './http/loopback.js';
import { createRouter } from './http/router.js';
import { createSignIn } from './http/sign-in.js';
import { createKeyRing } from './keys/key-ring.js';
import type { IssuerKeys, KeySet } from './keys/key-ring.js';
import { loadCookieKey, loadKeys, storeKeys } from './keys/stored-keys.js';
import { createManagementApi } from './management/api.js';
import { managementResource } from './management/resource.js';
import { checkOptions } from './options.js';
import type { CheckedOptions, IssuerOptions } from './options.js';
import { SIGN_IN_PATH } from './provider/interactions.js';
import { createProvider } from './provider/provider.js';
import { createResources } from './provider/resources.js';
import { createAdapterFactory } from './storage/adapter.js';
import { createMemoryStorage } from './storage/memory.js';
import { openFileStorage } from './storage/sqlite.js';
import type { Storage } from './storage/storage.js';

/** The path of the issuer on its host, as in Logto. */
const ISSUER_PATH = '/oidc';
/** The path of the management API, as in Logto. */
const MANAGEMENT_PATH = '/api';

/** A running authorization server. */
export interface Issuer {
  /** The issuer identifier, the exact `iss` of its tokens, such as `http://localhost:3300/oidc`. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Where the key set is (RFC 7517). */
  readonly jwksUri: string;
  /** Where tokens are asked for (RFC 6749 §3.2). */
  readonly tokenEndpoint: string;
  /** Where a person's sign-in begins (RFC 6749 §3.1). */
  readonly authorizationEndpoint: string;
  /** The access model as it is now, and its changes. */
  readonly access: IssuerAccess;
  /** The signing keys, to be rotated. */
  readonly keys: IssuerKeys;
  /** Stops listening and ends open connections. Settles when nothing is left. */
  close(): Promise<void>;
}

/**
 * Starts a local authorization server that behaves as Logto does.
 *
 * @param accessModel - Resources, roles, users and clients.
 * @throws TypeError that names the path of a mistake in the access model, or the option.
 * @throws Error that says so when the port is in use, or when the storage file cannot be used.
 */
export async function createIssuer(accessModel: AccessModel, options: IssuerOptions = {}): Promise<Issuer> {
  const access = checkAccess(accessModel);
  const checked = checkOptions(options);
  const { storageFile } = checked;
  const storage = storageFile === undefined ? createMemoryStorage() : await openFileStorage(storageFile);
  try {
    const server = await listenLater(checked.host, checked.port);
    try {
      return await start(access, checked, storage, server);
    } catch (error) {
      await server.close();
      throw error;
    }
  } catch (error) {
    storage.close();
    throw error;
  }
}

async function start(
  access: CheckedAccess,
  { algorithm, chooser, onError }: CheckedOptions,
  storage: Storage,
  server: WaitingServer,
): Promise<Issuer> {
  const url = `http://${server.authority}${ISSUER_PATH}`;
  const adapter = createAdapterFactory(storage);
  const cookies = { keys: [loadCookieKey(storage)], prefix: `token_issuer_${server.port}` };

  function serve(model: CheckedAccess, directory: Directory, keys: KeySet) {
    const resources = createResources(directory, keys.current);
    const parts = { directory, customClaims: model.customClaims, keys, resources, adapter, cookies };
    const provider = createProvider(url, parts, onError);
    return { model, directory, keys, provider, listener: provider.callback() as Listener };
  }

  // Replaced as a whole when keys or model change; a request that has begun ends with what it began with.
  let serving = serve(access, new Directory(access), await loadKeys(storage, algorithm));

  const signIn = createSignIn({
    directory: () => serving.directory,
    provider: () => serving.provider,
    chooser,
    onError,
  });
  const issuerAccess = createIssuerAccess(
    () => serving.directory,
    (replacement) => {
      const model = checkAccess(replacement);
      serving = serve(model, new Directory(model), serving.keys);
    },
  );
  const issuerKeys = createKeyRing(serving.keys, (keys) => {
    storeKeys(storage, keys);
    serving = serve(serving.model, serving.directory, keys);
  });
  const management = createManagementApi({
    verifier: createVerifier({ issuer: url, resource: managementResource }),
    managed: { access: issuerAccess, keys: issuerKeys },
    isOn: () => serving.directory.resources.has(managementResource.indicator),
    onError,
  });
  server.answerWith(
    createRouter(server.authorities, server.authority, [
      { path: ISSUER_PATH, listener: (request, response) => serving.listener(request, response) },
      { path: SIGN_IN_PATH, listener: signIn },
      { path: MANAGEMENT_PATH, listener: management },
    ]),
  );

  return {
    url,
    port: server.port,
    jwksUri: `${url}/jwks`,
    tokenEndpoint: `${url}/token`,
    authorizationEndpoint: `${url}/auth`,
    access: issuerAccess,
    keys: issuerKeys,
    close: async () => {
      await server.close();
      storage.close();
    },
  };
}

type WaitingServer = LoopbackServer & { readonly answerWith: (listener: Listener) => void };

/** Until the issuer's URL is known, and with it what to answer: RFC 9110 §15.6.4. */
const notReady: Listener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1' }).end();
};

/** The issuer's URL has the port in it, which only a listening server knows: it listens before it can answer. */
async function listenLater(host: string, port: number): Promise<WaitingServer> {
  let current = notReady;
  const server = await listenOnLoopback(host, port, (request, response) => {
    current(request, response);
  });
  return {
    ...server,
    answerWith: (listener) => {
      current = listener;
    },
  };
}
