import { isLoopbackHost } from '@acme/token-core/adapter';
import * as oauth from 'oauth4webapi';
import { readJwt } from 'local-pages';
import { boundedFetch } from '../look/bounded-fetch.js';
import type { Round, RoundOutcome } from './round.js';

/** What every walk has in common. */
export interface LoginSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
  readonly resource: string;
  readonly scope: string;
  /** For each request, in milliseconds. */
  readonly timeout: number;
}

/** A walk that waits for the browser to come back. */
export interface StartedRound {
  readonly url: URL;
  readonly state: string;
  /** Exchanges the code that the browser brought. */
  finish(callback: URL): Promise<RoundOutcome>;
}

/** Starts walks at one authorization server. */
export interface LoginClient {
  start(round: Round): Promise<StartedRound>;
}

/**
 * Reads the discovery document and makes what starts walks.
 *
 * @throws what oauth4webapi or the fetch throws.
 */
export async function createLoginClient(settings: LoginSettings): Promise<LoginClient> {
  const issuer = new URL(settings.issuer);
  const options = fetchOptions(issuer, settings.timeout);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const endpoint = server.authorization_endpoint;
  if (endpoint === undefined) throw new Error('the discovery document names no authorization endpoint');
  return { start: (round) => start(round, new URL(endpoint), server, settings, options) };
}

type FetchOptions = ReturnType<typeof fetchOptions>;

/** Plain http for loopback only: whoever names another host has to use https. */
function fetchOptions({ protocol, hostname }: URL, timeout: number) {
  const isLoopback = isLoopbackHost(hostname);
  return {
    [oauth.allowInsecureRequests]: protocol === 'http:' && isLoopback,
    [oauth.customFetch]: async (url: string, init: unknown): Promise<Response> => {
      const { status, headers, text } = await boundedFetch(url, init as RequestInit, { timeout });
      return new Response(text, { status, headers });
    },
  };
}

async function start(
  round: Round,
  endpoint: URL,
  server: oauth.AuthorizationServer,
  settings: LoginSettings,
  options: FetchOptions,
): Promise<StartedRound> {
  const { clientId, redirectUri, resource, scope } = settings;
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
  const url = new URL(endpoint);
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(round.asksAtAuthorization && { resource }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return {
    url,
    state,
    finish: (callback) => finish(callback, { round, server, settings, options, verifier, state }),
  };
}

interface Pending {
  readonly round: Round;
  readonly server: oauth.AuthorizationServer;
  readonly settings: LoginSettings;
  readonly options: FetchOptions;
  readonly verifier: string;
  readonly state: string;
}

async function finish(callback: URL, pending: Pending): Promise<RoundOutcome> {
  const { round, server, settings, options, verifier, state } = pending;
  const { clientId, clientSecret, redirectUri, resource } = settings;
  const client: oauth.Client = { client_id: clientId };
  const authentication = clientSecret === undefined ? oauth.None() : oauth.ClientSecretBasic(clientSecret);
  try {
    const parameters = oauth.validateAuthResponse(server, client, callback, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      redirectUri,
      verifier,
      { ...options, additionalParameters: round.asksAtToken ? { resource } : {} },
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
    const text = answer.access_token;
    return { kind: 'token', text, form: readJwt(text) === undefined ? 'opaque' : 'jwt', scope: answer.scope };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): RoundOutcome {
  if (error instanceof oauth.AuthorizationResponseError) {
    return { kind: 'refused', at: 'authorization', error: codeOf(error.error) };
  }
  if (error instanceof oauth.ResponseBodyError) {
    return { kind: 'refused', at: 'token', error: codeOf(error.error) };
  }
  // Such an answer has no other meaning at a token endpoint (RFC 6749 §5.2).
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return { kind: 'refused', at: 'token', error: 'invalid_client' };
  }
  throw error;
}

/** An error code is a word of the standard; anything else is not shown. */
function codeOf(text: string): string {
  return /^[a-z_]{1,40}$/.test(text) ? text : 'an error without a name';
}
