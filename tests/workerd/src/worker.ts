import {
  authenticate,
  createVerifier,
  type KeySource,
  type KeyStore,
  remoteKeys,
  type Verifier,
} from '@acme/token-core';
import { cacheKeyStore, kvKeyStore, type TextNamespace } from './key-stores.js';

interface Environment {
  readonly KEY_SET: string;
  readonly ISSUER: string;
  readonly RESOURCE: string;
  /** Which store the keys start from. */
  readonly STORE: 'none' | 'kv' | 'cache';
  readonly KEYS: TextNamespace;
  /** How long the keys are fresh, in seconds, so that a test need not wait for minutes. */
  readonly FRESH_FOR: number;
}

interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
}

interface Shared {
  readonly verifier: Verifier;
  readonly keys: KeySource;
}

let shared: Shared | undefined;

/** One verifier for all requests of the isolate. Workers hand out settings with a request, so the first one makes it. */
function sharedBy(environment: Environment): Shared {
  shared ??= make(environment);
  return shared;
}

function make(environment: Environment): Shared {
  const store = storeOf(environment);
  const keys = remoteKeys(environment.KEY_SET, {
    timeout: 2,
    freshFor: environment.FRESH_FOR,
    ...(store === undefined ? {} : { store }),
  });
  return {
    keys,
    verifier: createVerifier({ issuer: environment.ISSUER, resource: environment.RESOURCE, keys }),
  };
}

function storeOf({ STORE, KEYS }: Environment): KeyStore | undefined {
  if (STORE === 'none') return undefined;
  return STORE === 'kv' ? kvKeyStore(KEYS) : cacheKeyStore();
}

export default {
  async fetch(request: Request, environment: Environment, context: ExecutionContext): Promise<Response> {
    const { verifier, keys } = sharedBy(environment);
    const { pathname } = new URL(request.url);
    if (pathname === '/state') return Response.json(keys.state());
    // `/bare` is an app that does not hand its context on.
    const given = pathname === '/bare' ? undefined : context;
    const answer = await authenticate(verifier, request, undefined, given);
    if (!answer.ok) return new Response(answer.response.body, answer.response);
    return Response.json({ subject: answer.token.claims.sub });
  },
};
