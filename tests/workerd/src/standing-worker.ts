import { createVerifier, remoteKeys } from '@acme/token-core';
import { createStanding, type Standing, type StandingStore } from '@acme/token-core/standing';
import { protect, type TokenVariables } from '@acme/token-hono';
import { createWebhookReceiver } from '@acme/token-logto/webhooks';
import { type Context, Hono } from 'hono';
import { objectStandingStore, type ObjectNamespace } from './standing-object.js';

export { StandingObject } from './standing-object.js';

interface Environment {
  readonly KEY_SET: string;
  readonly ISSUER: string;
  readonly RESOURCE: string;
  readonly WHEN_UNKNOWN: 'accept' | 'refuse';
  readonly STANDING: ObjectNamespace;
  readonly LOGTO_SIGNING_KEY: string;
}

type App = { Bindings: Environment; Variables: TokenVariables };

let shared: ReturnType<typeof make> | undefined;
/** For the tests: whether this isolate reaches the object. */
let isCutOff = false;

const sharedBy = ({ env }: Context<App>) => (shared ??= make(env));

function make({ STANDING, ISSUER, RESOURCE, KEY_SET, WHEN_UNKNOWN, LOGTO_SIGNING_KEY }: Environment) {
  const standing = createStanding({
    store: breakable(objectStandingStore(STANDING)),
    longestTokenLife: 3600,
    whenUnknown: WHEN_UNKNOWN,
    readEvery: 1,
    maxStaleness: 2,
  });
  const receiver = createWebhookReceiver({
    standing,
    signingKeys: [LOGTO_SIGNING_KEY],
    onRoleChange: 'everyone',
  });
  return {
    standing,
    receiver,
    verifier: createVerifier({ issuer: ISSUER, resource: RESOURCE, keys: remoteKeys(KEY_SET), standing }),
  };
}

function breakable(store: StandingStore): StandingStore {
  return {
    ...store,
    read: (since) => unlessCutOff(() => store.read(since)),
    write: (cutOffs) => unlessCutOff(() => store.write(cutOffs)),
  };
}

function unlessCutOff<T>(work: () => Promise<T>): Promise<T> {
  return isCutOff ? Promise.reject(new Error('cut off by a test')) : work();
}

const app = new Hono<App>();
app.get(
  '/me',
  protect((c: Context<App>) => sharedBy(c).verifier),
  (c) => c.json({ subject: c.var.token.subject }),
);
app.post('/revoke/:sub', async (c) => {
  const { standing }: { standing: Standing } = sharedBy(c);
  return c.json({ written: await standing.revoke({ sub: c.req.param('sub') }) });
});
app.post('/webhooks/logto', (c) => sharedBy(c).receiver.fetch(c.req.raw));
app.post('/cut-off-from-the-object/:is', (c) => {
  isCutOff = c.req.param('is') === 'true';
  return c.body(null, 204);
});
// For the contract of stores, which runs in Node.js: the object as it is.
app.all('/object/:name', (c) => {
  const stub = c.env.STANDING.get(c.env.STANDING.idFromName(c.req.param('name')));
  return stub.fetch(`https://standing.invalid/${new URL(c.req.url).search}`, c.req.raw);
});
export default app;
