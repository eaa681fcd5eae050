import { createIssuerAccess } from './access/changes.js';
import { demoAccess } from './access/demo.js';
import { createKeptAccess } from './access/kept.js';
import type { AccessModel } from './access/model.js';
import { openAtFirstVisit } from './console/at-first-visit.js';
import { createRouter } from './http/router.js';
import { createSignIn } from './http/sign-in.js';
import type { WaitingServer } from './http/waiting.js';
import type { Issuer } from './issuer.js';
import { createKeyRing } from './keys/key-ring.js';
import type { KeyRing } from './keys/key-ring.js';
import { loadCookieKey, loadKeys, storeKeys } from './keys/stored-keys.js';
import { createManagementApi } from './management/api.js';
import { createCustomizers } from './management/customizers.js';
import { createSessions } from './management/sessions.js';
import { signInHappenings } from './management/sign-in-event.js';
import type { Tenant } from './management/tenant.js';
import { createManagementVerifiers } from './management/verifiers.js';
import type { CheckedOptions } from './options.js';
import { SIGN_IN_PATH } from './provider/interactions.js';
import { createServing } from './provider/serving.js';
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

/** Puts the parts of an issuer together, and answers from then on. */
export async function start(
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

  async function end(): Promise<void> {
    hooks.close();
    consolePages.close();
    await server.close();
    try {
      kept.end();
    } finally {
      storage.close();
    }
  }
  let closing: Promise<void> | undefined;

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
    close: () => (closing ??= end()),
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
