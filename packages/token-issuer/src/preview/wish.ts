import type { ClientState, UserState } from '../access/state.js';

/**
 * How a token is asked for: `code`, a sign-in (authorization code with PKCE); `refresh`, a sign-in and then a refresh;
 * `client_credentials`; `exchange`, of a personal access token.
 */
export const FLOWS = ['code', 'refresh', 'client_credentials', 'exchange'] as const;
/** One of {@link FLOWS}. */
export type Flow = (typeof FLOWS)[number];

/** A token that somebody would like to have, and how. */
export interface Wish {
  readonly flow: Flow;
  readonly client: ClientState;
  /** Undefined for a machine, which asks for itself. */
  readonly user: UserState | undefined;
  /** The resource indicator, exactly; undefined names none. */
  readonly resource: string | undefined;
  /** All that `scope` holds, OpenID's scopes too. */
  readonly scopes: readonly string[];
  /** What `organization_id` says; undefined for none. */
  readonly organization: string | undefined;
}
