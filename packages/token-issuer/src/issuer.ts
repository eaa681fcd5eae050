import { checkAccess } from './access/check.js';
import { createIssuerAccess } from './access/changes.js';
import type { IssuerAccess } from './access/changes.js';
import { demoAccess } from './access/demo.js';
import { createKeptAccess } from './access/kept.js';
import type { AccessModel } from './access/model.js';
import { openAtFirstVisit } from './console/at-first-visit.js';
import type { TokenFor } from './flows/token-for.js';
import { createRouter } from './http/router.js';
import { createSignIn } from './http/sign-in.js';
import { listenLater } from './http/waiting.js';
import type { WaitingServer } from './http/waiting.js';
import { createKeyRing } from './keys/key-ring.js';
import type { IssuerKeys, KeyRing } from './keys/key-ring.js';
import { loadCookieKey, loadKeys, storeKeys } from './keys/stored-keys.js';
import { createManagementApi } from './management/api.js';
import { createCustomizers } from './management/customizers.js';
import { createSessions } from './management/sessions.js';
import { signInHappenings } from './management/sign-in-event.js';
import type { Tenant } from './management/tenant.js';
import { createManagementVerifiers } from './management/verifiers.js';
import { checkOptions } from './options.js';
import type { CheckedOptions, IssuerOptions } from './options.js';
import { SIGN_IN_PATH } from './provider/interactions.js';
import { createServing } from './provider/serving.js';
import { createMemoryStorage } from './storage/memory.js';
import type { Storage } from './storage/storage.js';
import { TokenLog } from './token-log/log.js';
import { createHooks } from './webhooks/hooks.js';

/** The path of the issuer on its host, as in Logto. */
const ISSUER_PATH = '/oidc';
/** Told once, at the start. */
const OTHER_MODEL =
  'The storage file keeps changes of another access model than the one that was given: they do not count. token-issuer export still prints them, until the next change takes their place.';
/** The path of the management API, as in Logto. */
const MANAGEMENT_PATH = '/api';
/** Where the console's rooms are; its home is the root. */
const CONSOLE_PATH = '/console';

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
  /**
   * Signs a user in and gives the access token that an application would get: by the same requests, so with what the roles hold
   * at this moment, custom claims, and webhooks that hear of it. For tests in a browser, and of a whole API.
   *
   * @param subject - The id or username of a user; or `{ client }` for a machine.
   * @param options - For which API, with which permissions, in which organization. Default: all of the model's only API.
   * @throws TypeError (as a rejection) that names what the model does not have, or an option that is wrong.
   * @throws Error (as a rejection) with the issuer's own words where it refuses, as for an organization without this member.
   * @example
   * const token = await issuer.tokenFor('bob');
   * const narrow = await issuer.tokenFor('bob', { scopes: ['read:products'], organization: 'acme' });
   */
  readonly tokenFor: TokenFor;
  /** Stops listening and ends open connections. Settles when nothing is left. */
  close(): Promise<void>;
}

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

async function start(
  given: AccessModel,
  { algorithm, chooser, webhookHosts, clientIdDocumentHosts, clock, onError, onNotice }: CheckedOptions,
  storage: Storage,
  server: WaitingServer,
): Promise<Issuer> {
  const url = `http://${server.authority}${ISSUER_PATH}`;
  const kept = createKeptAccess(storage, onError);
  const { now } = clock;
  const customizers = createCustomizers(storage);
  const tokenLog = new TokenLog();
  const cookies = { keys: [loadCookieKey(storage)], prefix: `token_issuer_${server.port}` };

  const documents =
    clientIdDocumentHosts &&
    (await import('./client-documents/client-documents.js')).createClientDocuments({
      hosts: clientIdDocumentHosts,
      now: () => now(),
      onNotice,
    });

  const { serve, createDirectory } = createServing({
    url,
    storage,
    kept,
    cookies,
    clock,
    documents,
    findScript: (kind) => customizers.get(kind),
    onError,
    onNotice,
    onTokenRequest: (request) => {
      tokenLog.note(request);
    },
  });

  // Replaced as a whole when keys or model change; a request that has begun ends with what it began with.
  const restored = kept.restore(given);
  if (kept.isOf(given) === 'another') onNotice(OTHER_MODEL);
  let serving = serve(
    restored === undefined ? createDirectory(given) : createDirectory(given, restored, 'kept'),
    await loadKeys(storage, algorithm),
  );

  const hooks = createHooks({ storage, hosts: webhookHosts, now });
  const signIn = createSignIn({
    directory: () => serving.directory,
    provider: () => serving.provider,
    chooser,
    onSignIn: (signedIn) => {
      hooks.tell(signInHappenings(serving.directory, signedIn));
    },
    onError,
  });
  const issuerAccess = createIssuerAccess(
    () => serving.directory,
    (replacement) => {
      const directory = createDirectory(replacement);
      kept.forget();
      serving = serve(directory, serving.keys);
    },
  );
  const issuerKeys = createKeyRing(
    serving.keys,
    (keys) => {
      storeKeys(storage, keys);
      serving = serve(serving.directory, keys);
    },
    now,
  );
  const jwksUri = `http://${server.loopback}${ISSUER_PATH}/jwks`;
  const verifiers = createManagementVerifiers({
    issuer: url,
    jwksUri,
    now,
    directory: () => serving.directory,
  });
  const sessions = createSessions(storage, () => serving.directory);
  const tenant = (): Tenant => ({
    id: verifiers.tenantId(),
    directory: serving.directory,
    keys: issuerKeys,
    sessions,
    hooks,
    customizers,
  });
  const management = createManagementApi({ verifiers: verifiers.all, tenant, onError });
  const place = { origin: `http://${server.loopback}`, path: ISSUER_PATH, chooser, now };
  const site = {
    issuer: url,
    loopback: `http://${server.loopback}`,
    tenant,
    now,
    isDemo: demoAccess.resources.some((resource) => given.resources.includes(resource)),
  };
  const consolePages = openAtFirstVisit({
    pages: { site, authorities: server.ownAuthorities, onError },
    rooms: { resources: () => serving.resources, place, tokenLog, hooks },
    tour: { issuer: url, jwksUri, directory: () => serving.directory, place },
  });
  server.answerWith(
    createRouter(server.authorities, server.authority, [
      {
        path: ISSUER_PATH,
        isForOthers: true,
        listener: (request, response) => {
          activateDue(issuerKeys, onError);
          // What is left of a body that is too long would hold up the next request on its connection.
          response.once('finish', () => request.resume());
          serving.listener(request, response);
        },
      },
      { path: SIGN_IN_PATH, listener: signIn },
      { path: MANAGEMENT_PATH, listener: management },
      { path: '/', listener: consolePages.listener },
      { path: CONSOLE_PATH, listener: consolePages.listener },
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
    tokenFor: async (subject, options) => {
      const { createTokenFor } = await import('./flows/token-for.js');
      return createTokenFor({ directory: () => serving.directory, place })(subject, options);
    },
    close: async () => {
      hooks.close();
      consolePages.close();
      await server.close();
      try {
        kept.flush();
      } finally {
        storage.close();
      }
    },
  };
}

/** Where that cannot be kept, the key that signs goes on signing, and the next request tries it again. */
function activateDue(keys: KeyRing, onError: (error: unknown) => void): void {
  try {
    keys.activateDue();
  } catch (error) {
    onError(error);
  }
}
