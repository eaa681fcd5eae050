import type { Tokens } from './tokens.js';

/** One request, and what every API has to answer. */
export interface Scene {
  readonly what: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The Authorization header, if one is sent. */
  readonly authorization?: string;
  readonly status: number;
  /** The whole `www-authenticate`; `undefined` for none. */
  readonly challenge?: string;
}

/** A refusal of the token. */
export const invalidToken = (description: string) => ({
  status: 401,
  challenge: `Bearer error="invalid_token", error_description="${description}"`,
});
export const LACKS_WRITE = {
  status: 403,
  challenge:
    'Bearer error="insufficient_scope", error_description="The access token lacks a required scope.", scope="write:products"',
};
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const READ = { method: 'GET', path: '/products' } as const;
export const WRITE = { method: 'POST', path: '/products' } as const;
const WRITE_IN_ACME = { method: 'POST', path: '/organizations/acme/products' } as const;
const WRITE_IN_RIVAL = { method: 'POST', path: '/organizations/rival/products' } as const;
const NOT_OF_IT = { status: 403, challenge: 'Bearer' };

/** Scenes that need no token of the authorization server. */
export function scenesWithoutToken(): readonly Scene[] {
  return [
    { what: 'a public route', method: 'GET', path: '/health', status: 200 },
    { what: 'no token', ...READ, status: 401, challenge: 'Bearer' },
    {
      what: 'garbage',
      ...READ,
      authorization: 'Bearer garbage',
      ...invalidToken('The access token is malformed.'),
    },
    {
      what: 'a placeholder that was never filled in',
      ...READ,
      authorization: 'Bearer <access token>',
      status: 400,
      challenge: 'Bearer error="invalid_request", error_description="The Authorization header is malformed."',
    },
  ];
}

/** Scenes with tokens out of real flows. */
export function scenesWith(tokens: Tokens): readonly Scene[] {
  return [
    {
      what: 'opaque: the client forgot `resource`',
      ...READ,
      ...bearer(tokens.opaque),
      ...invalidToken('The access token is malformed.'),
    },
    { what: 'expired', ...READ, ...bearer(tokens.expired), ...invalidToken('The access token has expired.') },
    {
      what: 'for another API (audience)',
      ...READ,
      ...bearer(tokens.otherAudience),
      ...invalidToken('The access token is for another resource.'),
    },
    {
      what: 'of another authorization server (issuer)',
      ...READ,
      ...bearer(tokens.otherIssuer),
      ...invalidToken('The access token is signed with an unknown key.'),
    },
    {
      what: 'an ID token',
      ...READ,
      ...bearer(tokens.idToken),
      ...invalidToken('The token is not an access token.'),
    },
    {
      what: 'forged: more scopes under the same signature',
      ...WRITE,
      ...bearer(tokens.forged),
      ...invalidToken('The access token has an invalid signature.'),
    },
    { what: 'any valid token', method: 'GET', path: '/me', ...bearer(tokens.reader), status: 200 },
    { what: 'the reader reads (client credentials)', ...READ, ...bearer(tokens.reader), status: 200 },
    { what: 'the reader writes', ...WRITE, ...bearer(tokens.reader), ...LACKS_WRITE },
    { what: 'the editor writes (client credentials)', ...WRITE, ...bearer(tokens.editor), status: 201 },
    { what: 'Bob writes (personal access token)', ...WRITE, ...bearer(tokens.bob), status: 201 },
    { what: 'Alice reads (refresh token)', ...READ, ...bearer(tokens.refreshed), status: 200 },
    { what: 'Alice writes, who is only a reader', ...WRITE, ...bearer(tokens.refreshed), ...LACKS_WRITE },
    { what: 'Alice reads (authorization code + PKCE)', ...READ, ...bearer(tokens.alice), status: 200 },
    {
      what: 'Dora writes in acme, by her token for acme',
      ...WRITE_IN_ACME,
      ...bearer(tokens.doraInAcme),
      status: 201,
    },
    { what: 'the same token in rival', ...WRITE_IN_RIVAL, ...bearer(tokens.doraInAcme), ...NOT_OF_IT },
    {
      what: 'the same token where no organization is named',
      ...WRITE,
      ...bearer(tokens.doraInAcme),
      ...NOT_OF_IT,
    },
    {
      what: 'Dora’s plain token: the union of hers',
      ...WRITE,
      ...bearer(tokens.dora),
      status: 201,
    },
    { what: 'the plain token in acme', ...WRITE_IN_ACME, ...bearer(tokens.dora), ...NOT_OF_IT },
    { what: 'lower-case `bearer`', ...READ, authorization: `bearer ${tokens.reader}`, status: 200 },
    {
      what: 'two tokens in one header',
      ...READ,
      authorization: `Bearer ${tokens.reader}, Bearer ${tokens.editor}`,
      status: 400,
      challenge: 'Bearer error="invalid_request", error_description="The Authorization header is malformed."',
    },
  ];
}
