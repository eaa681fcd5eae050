import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload, ProtectedHeaderParameters } from 'jose';
import { onTestFinished } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { AccessModel, Issuer, IssuerOptions } from '../../src/index.js';

export const RESOURCE = 'https://api.example.com';

/** Starts an issuer on a free port, for the length of one test. Every `server_error` fails the test. */
export async function startIssuer(
  access: AccessModel = demoAccess,
  options: IssuerOptions = {},
): Promise<Issuer> {
  const failures: unknown[] = [];
  const issuer = await createIssuer(access, {
    port: 0,
    onError: (error) => failures.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await issuer.close();
    if (failures.length > 0) throw new Error('The issuer had a server error.', { cause: failures[0] });
  });
  return issuer;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts to the token endpoint. `client` is `id:secret`, or only an id for a public client. */
export async function requestToken(
  issuer: Pick<Issuer, 'tokenEndpoint'>,
  client: string,
  parameters: Readonly<Record<string, string>> | URLSearchParams,
): Promise<TokenAnswer> {
  const body = new URLSearchParams(parameters);
  const headers = new Headers();
  if (client.includes(':')) headers.set('authorization', `Basic ${btoa(client)}`);
  else body.set('client_id', client);
  const response = await fetch(issuer.tokenEndpoint, { method: 'POST', headers, body });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** A client-credentials request. */
export function clientCredentials(
  issuer: Issuer,
  client: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  return requestToken(issuer, client, { grant_type: 'client_credentials', ...parameters });
}

export async function fetchKeys(issuer: Issuer): Promise<JSONWebKeySet> {
  return (await (await fetch(issuer.jwksUri)).json()) as JSONWebKeySet;
}

export interface ReadToken {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** Verifies the answer's access token against the published keys and returns what is in it. */
export async function readToken(issuer: Issuer, answer: TokenAnswer): Promise<ReadToken> {
  if (answer.status !== 200)
    throw new Error(`token request: ${answer.status} ${JSON.stringify(answer.body)}`);
  const token = String(answer.body['access_token']);
  const { payload } = await jwtVerify(token, createLocalJWKSet(await fetchKeys(issuer)), {
    issuer: issuer.url,
    typ: 'at+jwt',
  });
  return { header: decodeProtectedHeader(token), claims: payload };
}
