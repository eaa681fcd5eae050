import * as openid from 'openid-client';

import type { Issuer } from '../../src/index.js';
import { Browser } from './browser.js';
import type { Shown } from './browser.js';

export const CALLBACK = 'http://localhost:9999/callback';

/** openid-client, set up by discovery for a client of the demo's model. */
export function discover(issuer: Issuer, clientId: string, secret?: string): Promise<openid.Configuration> {
  const authentication = secret === undefined ? openid.None() : openid.ClientSecretBasic(secret);
  // The issuer is http on loopback, which openid-client only does when it is told to.
  const options = { execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(issuer.url), clientId, undefined, authentication, options);
}

export interface Authorization {
  readonly resource?: string | readonly string[];
  readonly scope?: string;
  readonly user?: string;
  readonly redirectUri?: string;
  readonly prompt?: string;
  readonly browser?: Browser;
}

export interface AuthorizationResponse {
  /** Where the browser ended. */
  readonly shown: Shown;
  readonly browser: Browser;
  readonly verifier: string;
  readonly state: string;
}

/** Sends a browser through an authorization request; the user is chosen with one click. */
export async function authorize(
  config: openid.Configuration,
  request: Authorization = {},
): Promise<AuthorizationResponse> {
  const { browser = new Browser(), user = 'alice', redirectUri = CALLBACK, prompt = 'consent' } = request;
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const parameters = new URLSearchParams({
    redirect_uri: redirectUri,
    scope: request.scope ?? 'openid offline_access read:products write:products',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    prompt,
  });
  for (const resource of [request.resource ?? []].flat()) parameters.append('resource', resource);
  const page = await browser.open(openid.buildAuthorizationUrl(config, parameters));
  const shown = page.url.pathname.startsWith('/sign-in/') ? await browser.submit(page, { user }) : page;
  return { shown, browser, verifier, state };
}

/** Exchanges the code of an authorization response, which openid-client checks first (state, RFC 9207 iss). */
export function exchangeCode(
  config: openid.Configuration,
  { shown, verifier, state }: AuthorizationResponse,
  parameters: Readonly<Record<string, string>> = {},
) {
  return openid.authorizationCodeGrant(
    config,
    shown.url,
    { pkceCodeVerifier: verifier, expectedState: state },
    { ...parameters },
  );
}
