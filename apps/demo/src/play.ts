import { authenticate, type Verifier } from '@acme/token-core';
import { explain } from '@acme/token-core/explain';
import type { Api } from './apis.js';
import type { Scene } from './scenes.js';

/** What one API answered. */
export interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly retryAfter: string | undefined;
}

/** One scene as it went. */
export interface Outcome {
  readonly scene: Scene;
  readonly answers: readonly Answer[];
  readonly isAsExpected: boolean;
  /** What the core tells the API's own developer, and no client. */
  readonly hint: string | undefined;
}

/** Sends a scene to every API. */
export async function play(scene: Scene, apis: readonly Api[], verifier: Verifier): Promise<Outcome> {
  const answers = await Promise.all(apis.map((api) => send(scene, api)));
  const isAsExpected = answers.every(
    ({ status, challenge }) => status === scene.status && challenge === scene.challenge,
  );
  return { scene, answers, isAsExpected, hint: await hintFor(scene, verifier) };
}

/** Sends a scene to one API. */
export async function send({ method, path, authorization }: Scene, { origin }: Api): Promise<Answer> {
  const headers = new Headers();
  if (authorization !== undefined) headers.set('authorization', authorization);
  if (method === 'POST') headers.set('content-type', 'application/json');
  const body = method === 'POST' ? { body: JSON.stringify({ name: 'Notebook', price: 3 }) } : {};
  const response = await fetch(new URL(path, origin), { method, headers, ...body });
  await response.body?.cancel();
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate') ?? undefined,
    retryAfter: response.headers.get('retry-after') ?? undefined,
  };
}

async function hintFor(
  { authorization, status, path }: Scene,
  verifier: Verifier,
): Promise<string | undefined> {
  if (status < 400) return undefined;
  const organizationId = /^\/organizations\/([^/]+)\//.exec(path)?.[1];
  const place = organizationId === undefined ? {} : { organization: { param: 'organizationId' } };
  const requirement = status === 403 ? { ...place, scopes: ['write:products'] } : undefined;
  const request = { headers: { authorization }, params: { organizationId } };
  const result = await authenticate(verifier, request, requirement);
  return result.ok ? undefined : explain(result.error, { request, verifier }).sentence;
}
