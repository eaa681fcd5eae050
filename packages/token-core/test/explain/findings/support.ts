import {
  ForbiddenError,
  type InvalidTokenReason,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  KeysUnavailableError,
  MissingTokenError,
  type Refusal,
  type TokenErrorDetails,
} from '../../../src/index.js';
import { OWN_CAUSE } from '../../../src/cause.js';
import type { Evidence } from '../../../src/explain/index.js';

/** An error, and what is at hand beside it. */
export interface Situation {
  readonly error: Refusal;
  readonly evidence?: Evidence | undefined;
}

/** By what goes wrong. What is said about each stands in findings.json, under the same name. */
export type Situations = Readonly<Record<string, Situation>>;

export const NOW = 1_800_000_000;
export const ISSUER = 'https://tenant.logto.app/oidc';
export const RESOURCE = 'https://api.example.com';
export const AUTH0 = 'https://shop.eu.auth0.com/';
export const ENTRA = 'https://login.microsoftonline.com/t/v2.0';
export const KEYCLOAK = 'https://id.example.com/realms/shop';
export const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';

export const invalid = (reason: InvalidTokenReason, details?: TokenErrorDetails): Refusal =>
  new InvalidTokenError(reason, details);
export const broken = (details?: TokenErrorDetails): Refusal => new InvalidRequestError(details);
export const missing = (check?: string): Refusal => new MissingTokenError({ check });
export const forbidden = (reason: 'organization' | 'principal', details?: TokenErrorDetails): Refusal =>
  new ForbiddenError(reason, details);
export const lacking = (
  required: readonly string[],
  held?: readonly string[],
  absent: readonly string[] = required,
): Refusal => new InsufficientScopeError(required, absent, { held });
/** An outage with a cause of ours, as the rooms of the keys give it. */
export const outage = (cause?: object, check?: string): Refusal =>
  new KeysUnavailableError(1, {
    check,
    ...(cause !== undefined && {
      cause: Object.defineProperty({ name: 'KeyFailure', message: '', ...cause }, OWN_CAUSE, { value: true }),
    }),
  });

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The text of a token. Nobody looks at its signature here. */
export const jwt = (claims: object = {}, header: object = {}): string =>
  `${encode({ alg: 'ES256', typ: 'at+jwt', ...header })}.${encode(claims)}.c2ln`;

/** A request with header fields. */
export const fields = (headers: Readonly<Record<string, string>>, more: object = {}): Evidence => ({
  request: { headers, ...more },
});
/** A request with something in place of a token. */
export const bearer = (text: string): Evidence => fields({ authorization: `Bearer ${text}` });
/** A token that was read, and whom the API trusts. */
export const token = (claims: object, issuer = ISSUER, header: object = {}): Evidence => ({
  token: jwt(claims, header),
  verifier: { issuers: [issuer], resource: RESOURCE },
});
export const trusting = (issuer: string): Evidence => ({
  verifier: { issuers: [issuer], resource: RESOURCE },
});
