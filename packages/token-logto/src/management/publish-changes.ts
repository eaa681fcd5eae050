import { expectOptions, tell } from '@acme/token-core/adapter';
import { checkOnRoleChange, type OnRoleChange } from '../role-change.js';
import { checkListener, checkStanding, cutOffAll } from '../feed.js';
import type { CutOffMatch, FedStanding } from '../standing.js';
import { narrowedByCall } from './changes.js';

/** What {@link publishChanges} takes. */
export interface PublishChangesOptions {
  /** What the verifier asks, over a store that the API's machines share, or of this very process. */
  readonly standing: FedStanding;
  /** Whose tokens are cut off when an organization role or a resource loses permissions. No default. */
  readonly onRoleChange: OnRoleChange;
  /** Is told of each change that cut somebody off. What it throws changes nothing. Default: nobody. */
  readonly onEvent?: (event: ManagementEvent) => void;
}

/** A change that cut somebody off. */
export interface ManagementEvent {
  /** Such as `DELETE /api/users/{userId}/roles/{roleId}`. */
  readonly change: string;
  /** Whose tokens were cut off. */
  readonly matches: readonly CutOffMatch[];
  /** Whether every machine can hear it. While not, the standing writes it again for as long as this process lives. */
  readonly isWritten: boolean;
}

/** What openapi-fetch tells of an answer: the part that is read. */
export interface ManagementAnswer {
  /** What was asked, by which method. */
  readonly request: { readonly method: string };
  /** What was answered. Its `Date` is the moment of the change. */
  readonly response: { readonly status: number; readonly headers: { get(name: string): string | null } };
  /** The path with its parameters in braces: `/api/users/{userId}/roles`. */
  readonly schemaPath: string;
  /** The parameters of the path, by name. */
  readonly params: { readonly path?: Record<string, unknown> };
}

/** A middleware for a client of openapi-fetch, which is what `@logto/api` makes. */
export interface ManagementMiddleware {
  /** Called by openapi-fetch with each answer; never changes one. */
  readonly onResponse: (answer: ManagementAnswer) => Promise<undefined>;
}

const OPTIONS: readonly (keyof PublishChangesOptions)[] = ['standing', 'onRoleChange', 'onEvent'];

/**
 * Makes a middleware for the client of `@logto/api` that cuts off whom a change narrows of which Logto sends no event: roles
 * taken from users, machines and members, API permissions taken from organization roles, personal access tokens, sessions,
 * grants, applications, their secrets, and resources deleted. What sends an event is the webhook's.
 *
 * The moment is the `Date` of the answer, and so the server's own. The call settles when the cut-off is written, or when the
 * store of the standing did not take it: the change is made then, and the standing writes again.
 *
 * @throws TypeError that names the option that is wrong.
 * @example
 * const { apiClient } = createManagementApi(tenant, { clientId, clientSecret });
 * apiClient.use(publishChanges({ standing, onRoleChange: { claim: 'role_ids' } }));
 */
export function publishChanges(options: PublishChangesOptions): ManagementMiddleware {
  const own = expectOptions<PublishChangesOptions>('publishChanges', options, OPTIONS);
  const standing = checkStanding(own.standing);
  const onEvent = checkListener(own.onEvent);
  const { grant, session } = standing.claims;
  const facts = {
    onRoleChange: checkOnRoleChange(own.onRoleChange, standing),
    hasGrant: grant !== undefined,
    hasSession: session !== undefined,
  };

  function report(event: ManagementEvent): void {
    if (onEvent !== undefined) tell(onEvent, event);
  }

  return Object.freeze({
    async onResponse({ request, response, schemaPath, params }: ManagementAnswer) {
      const call = { method: request.method, schemaPath, pathParams: params.path ?? {} };
      const matches = narrowedByCall(call, response.status, facts);
      if (matches.length === 0) return undefined;
      const isWritten = await cutOffAll(standing, matches, momentOf(response.headers.get('date')));
      report({ change: `${call.method} ${schemaPath}`, matches, isWritten });
      return undefined;
    },
  });
}

function momentOf(date: string | null): number | undefined {
  const moment = Date.parse(date ?? '') / 1000;
  // A browser, and some proxies, hide it.
  return Number.isFinite(moment) && moment >= 0 ? moment : undefined;
}
