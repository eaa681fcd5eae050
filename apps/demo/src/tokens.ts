import { createIssuer, type Issuer } from '@acme/token-issuer';
import * as openid from 'openid-client';
import { access, accessWithLife } from './access.js';
import { signIn } from './person.js';
import { OTHER_RESOURCE, RESOURCE } from './settings.js';

/** Tokens as clients come by them, each out of a real flow. */
export interface Tokens {
  /** Client credentials of a machine that may read. */
  readonly reader: string;
  /** Since when there is `reader`, in milliseconds since the epoch. */
  readonly readerSince: number;
  /** Client credentials of a machine that may read and write. */
  readonly editor: string;
  /** Bob's personal access token, exchanged. */
  readonly bob: string;
  /** Dora's, for the organization acme: hers by a role in that organization alone. */
  readonly doraInAcme: string;
  /** Dora's without an organization: it holds what she may do in any of hers. */
  readonly dora: string;
  /** Alice, signed in with authorization code and PKCE. */
  readonly alice: string;
  /** Alice later, by her refresh token. */
  readonly refreshed: string;
  /** Bob, signed in likewise. */
  readonly bobSignedIn: string;
  /** What Bob's client refreshes with. */
  readonly bobRefreshToken: string;
  readonly idToken: string;
  /** What Alice's client gets when it forgets `resource`. */
  readonly opaque: string;
  readonly otherAudience: string;
  readonly otherIssuer: string;
  readonly forged: string;
  /** Lived for one second. */
  readonly expired: string;
  /** When `expired` is past every tolerance, in milliseconds since the epoch. */
  readonly expiredFrom: number;
}

const SCOPE = 'read:products write:products';
const CALLBACK = 'http://localhost:9999/callback';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Obtains every token of the demo, with a client library that this project has no hand in. */
export async function obtainTokens(issuer: Issuer): Promise<Tokens> {
  issuer.access.replace(accessWithLife(1));
  const expired = await machineToken(issuer, 'demo-reader');
  issuer.access.replace(access);
  const expiredFrom = Date.now() + 7000;

  const reader = await machineToken(issuer, 'demo-reader');
  const readerSince = Date.now();
  const alice = await personTokens(issuer, 'alice', RESOURCE);
  const bob = await personTokens(issuer, 'bob', RESOURCE);
  return {
    reader,
    readerSince,
    editor: await machineToken(issuer, 'demo-editor'),
    bob: await exchangedToken(issuer, 'pat_demo_bob'),
    doraInAcme: await exchangedToken(issuer, 'pat_demo_dora', { organization_id: 'acme' }),
    dora: await exchangedToken(issuer, 'pat_demo_dora'),
    alice: alice.access_token,
    refreshed: (await refresh(issuer, alice.refresh_token ?? '')).access_token,
    bobSignedIn: bob.access_token,
    bobRefreshToken: bob.refresh_token ?? '',
    idToken: alice.id_token ?? '',
    opaque: (await personTokens(issuer, 'alice', undefined)).access_token,
    otherAudience: await machineToken(issuer, 'demo-reader', OTHER_RESOURCE),
    otherIssuer: await foreignToken(),
    forged: forge(reader),
    expired,
    expiredFrom,
  };
}

function discover(issuer: Issuer, client: string, secret?: string): Promise<openid.Configuration> {
  const authentication = secret === undefined ? openid.None() : openid.ClientSecretBasic(secret);
  // http is for loopback only, and the library wants to be told.
  const options = { execute: [openid.allowInsecureRequests] };
  return openid.discovery(new URL(issuer.url), client, undefined, authentication, options);
}

/** What a machine gets for its own name. */
export async function machineToken(
  issuer: Issuer,
  client: string,
  resource = RESOURCE,
  asked = resource === RESOURCE ? SCOPE : undefined,
): Promise<string> {
  const configuration = await discover(issuer, client, `${client}-secret`);
  const scope = asked === undefined ? {} : { scope: asked };
  return (await openid.clientCredentialsGrant(configuration, { resource, ...scope })).access_token;
}

async function exchangedToken(
  issuer: Issuer,
  personalAccessToken: string,
  organization: Record<string, string> = {},
): Promise<string> {
  const configuration = await discover(issuer, 'demo-cli', 'demo-cli-secret');
  const answer = await openid.genericGrantRequest(configuration, EXCHANGE, {
    subject_token: personalAccessToken,
    subject_token_type: 'urn:logto:token-type:personal_access_token',
    resource: RESOURCE,
    scope: SCOPE,
    ...organization,
  });
  return answer.access_token;
}

async function personTokens(
  issuer: Issuer,
  username: string,
  resource: string | undefined,
): Promise<openid.TokenEndpointResponse> {
  const configuration = await discover(issuer, 'demo-spa');
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const request = {
    redirect_uri: CALLBACK,
    scope: `openid offline_access ${SCOPE}`,
    // OpenID Connect Core §11: a refresh token for later takes consent.
    prompt: 'consent',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...(resource !== undefined && { resource }),
  };
  const url = openid.buildAuthorizationUrl(configuration, request);
  const callback = await signIn(url, { username, password: `${username}-password` });
  const checks = { pkceCodeVerifier, expectedState };
  return openid.authorizationCodeGrant(
    configuration,
    callback,
    checks,
    resource === undefined ? {} : { resource },
  );
}

/** What a client of a person does when its token is refused. @throws an error when the authorization server refuses. */
export async function refresh(issuer: Issuer, refreshToken: string): Promise<openid.TokenEndpointResponse> {
  const configuration = await discover(issuer, 'demo-spa');
  return openid.refreshTokenGrant(configuration, refreshToken, { resource: RESOURCE });
}

async function foreignToken(): Promise<string> {
  const other = await createIssuer(access, { port: 0 });
  try {
    return await machineToken(other, 'demo-reader');
  } finally {
    await other.close();
  }
}

/** The reader's token with more in it, under the signature that it had. */
function forge(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const widened = Buffer.from(JSON.stringify({ ...claims, scope: SCOPE })).toString('base64url');
  return `${header}.${widened}.${signature}`;
}
