import { authenticate, createVerifier, type KeySource, remoteKeys } from '@acme/token-core';

interface Environment {
  readonly KEY_SET: string;
}

let keySet: KeySource | undefined;

/** Settings come with a request, and the verifiers below are made before there is one. */
function need(): KeySource {
  if (keySet === undefined) throw new Error('asked before there was a request');
  return keySet;
}

const keys: KeySource = {
  current: (request) => need().current(request),
  newer: (known, request) => need().newer(known, request),
  refresh: async () => need().refresh(),
  state: () => need().state(),
};

const CLOCKS = {
  default: undefined,
  'Date.now': Date.now,
  'a function of the app': () => Date.now(),
  seconds: () => Date.now() / 1000,
  'performance.now': () => performance.now(),
} satisfies Readonly<Record<string, (() => number) | undefined>>;

/** What the platform's clock says outside of a request. */
const timeOutside = Date.now();

/** Made at module scope, where a Worker has no time. */
const verifiers = new Map(
  Object.entries(CLOCKS).map(([name, now]) => [
    name,
    createVerifier({
      issuer: 'https://issuer.example.com/oidc',
      resource: 'https://api.example.com',
      keys,
      ...(now && { now }),
    }),
  ]),
);

export default {
  async fetch(request: Request, environment: Environment): Promise<Response> {
    keySet ??= remoteKeys(environment.KEY_SET, { timeout: 2 });
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const verifier = verifiers.get(name);
    if (verifier === undefined) return Response.json({ timeOutside });
    const answer = await authenticate(verifier, request);
    if (!answer.ok) return new Response(answer.response.body, answer.response);
    return Response.json({ subject: answer.token.claims.sub });
  },
};
