import type { IssuerAccess } from './access/changes.js';
import type { TokenFor } from './flows/token-for.js';
import type { IssuerKeys } from './keys/key-ring.js';

/** A running authorization server. */
export interface Issuer {
  /** The issuer identifier, the exact `iss` of its tokens, such as `http://localhost:3300/oidc`. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Where the key set is (RFC 7517). */
  readonly jwksUri: string;
  /** Where tokens are asked for (RFC 6749 §3.2). */
  readonly tokenEndpoint: string;
  /** Where a person's sign-in begins (RFC 6749 §3.1). */
  readonly authorizationEndpoint: string;
  /** The access model as it is now, and its changes. */
  readonly access: IssuerAccess;
  /** The signing keys, to be rotated. */
  readonly keys: IssuerKeys;
  /**
   * Signs a user in and gives the access token that an application would get: by the same requests, so with what the roles hold
   * at this moment, custom claims, and webhooks that hear of it. For tests in a browser, and of a whole API.
   *
   * @param subject - The id or username of a user; or `{ client }` for a machine.
   * @param options - For which API, with which permissions, in which organization. Default: all of the model's only API.
   * @throws TypeError (as a rejection) that names what the model does not have, or an option that is wrong.
   * @throws Error (as a rejection) with the issuer's own words where it refuses, as for an organization without this member.
   * @example
   * const token = await issuer.tokenFor('bob');
   * const narrow = await issuer.tokenFor('bob', { scopes: ['read:products'], organization: 'acme' });
   */
  readonly tokenFor: TokenFor;
  /**
   * Stops listening and ends open connections. Settles when nothing is left; called again, it tells how that went.
   *
   * @throws Error (as a rejection) when the last changes could not be written to the storage file.
   */
  close(): Promise<void>;
}
