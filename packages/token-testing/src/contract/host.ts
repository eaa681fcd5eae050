/** Where the authorization server of one contract run stands. A host has to trust it, and nothing else. */
export interface ContractSettings {
  /** The exact `iss` of its tokens. A loopback URL, with a discovery document, so `createVerifier({ issuer, resource })` will do. */
  readonly issuer: string;
  /** The exact `aud`: the indicator of a resource that defines `read:products` and `write:products`. */
  readonly resource: string;
  /** Its JWK Set, for a host that takes its keys from `remoteKeys`. */
  readonly jwksUri: string;
  /** Issuer and resource again as `TOKEN_ISSUER` and `TOKEN_RESOURCE`, for a host that is its own process or a Worker. */
  readonly env: Readonly<Record<string, string>>;
}

/** A server that answers requests until it is closed. */
export interface RunningHost {
  /** Scheme, host and port, such as `http://127.0.0.1:49152`. Listens on loopback only. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * An API behind the adapter under test. It serves, with the means of its framework:
 *
 * | route | needs | answer |
 * |---|---|---|
 * | `GET /health` | nothing (public) | 200 |
 * | `GET /me` | any valid token | 200, JSON `{ sub, clientId, scopes: string[], expiresAt }` |
 * | `GET /products` | `read:products` | 200 |
 * | `POST /products` | `write:products` | 201 |
 * | `GET /either` | `read:products` or `write:products` | 200 |
 * | `GET /both` | `read:products` and `write:products`, named in this order (where there are classes: one on the class, one on the method) | 200 |
 *
 * `expiresAt` is an ISO 8601 text, `scopes` are in the order of the token. Any other path is left to the framework.
 */
export interface ContractHost {
  /** Names the host in test titles: `Fastify`, `Nest on Express`. */
  readonly name: string;
  /** Starts a server of its own, cold: no key fetched before the first request. Called several times, closed each time. */
  start(settings: ContractSettings): Promise<RunningHost>;
  /** Default none. A case that a trait touches says in `insteadOn` what is expected then. */
  readonly traits?: readonly HostTrait[];
}

/** What a host does differently for reasons that its adapter cannot change. */
export type HostTrait =
  /** An unknown path without a good token answers as a protected route does, since authentication stands before routing. */
  | 'refuses-unknown-paths'
  /** An Authorization header without a value never reaches a handler, so that a second one is the only one (workerd). */
  | 'drops-empty-headers';
