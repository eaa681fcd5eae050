import { matchPermission, matchRole, type OnRoleChange } from '../role-change.js';
import type { CutOffMatch } from '../standing.js';

/** What decides how exact a cut-off can be: what the tenant's tokens say of themselves. */
export interface TokenFacts {
  readonly onRoleChange: OnRoleChange;
  /** Whether tokens name their grant. */
  readonly hasGrant: boolean;
  /** Whether tokens name their session. */
  readonly hasSession: boolean;
}

type Match = (ids: readonly string[], facts: TokenFacts) => readonly CutOffMatch[];

const user: Match = ([sub = '']) => [{ sub }];
const client: Match = ([id = '']) => [{ client: id }];
/** From the side of a role or an organization, the second id is whose it was. */
const secondIsUser: Match = ([, sub = '']) => [{ sub }];
const secondIsClient: Match = ([, id = '']) => [{ client: id }];
const clientOfOrganization: Match = ([organization = '', id = '']) => [{ client: id, organization }];
const role: Match = ([id = ''], { onRoleChange }) => matchRole(onRoleChange, id);

/**
 * The changes that take something away and send no event. What sends one is not here: a second cut-off, a second later
 * than the webhook's, would refuse the token that the client has just got. What only adds is not here either.
 *
 * PUT replaces, and does not tell what it has taken away. A user's plain token holds what he may do in all of his
 * organizations, so what he loses in one of them concerns all of his tokens.
 */
const CHANGES: ReadonlyMap<string, Match> = new Map<string, Match>([
  ['PUT /api/users/{}/roles', user],
  ['DELETE /api/users/{}/roles/{}', user],
  ['DELETE /api/roles/{}/users/{}', secondIsUser],
  ['PUT /api/applications/{}/roles', client],
  ['DELETE /api/applications/{}/roles/{}', client],
  ['DELETE /api/roles/{}/applications/{}', secondIsClient],
  ['PUT /api/organizations/{}/users/{}/roles', secondIsUser],
  ['DELETE /api/organizations/{}/users/{}/roles/{}', secondIsUser],
  ['PUT /api/organizations/{}/applications/{}/roles', clientOfOrganization],
  ['DELETE /api/organizations/{}/applications/{}/roles/{}', clientOfOrganization],
  ['PUT /api/organization-roles/{}/resource-scopes', role],
  ['DELETE /api/organization-roles/{}/resource-scopes/{}', role],
  // A token does not name the personal access token that it was exchanged for.
  ['DELETE /api/users/{}/personal-access-tokens/{}', user],
  ['POST /api/users/{}/personal-access-tokens/delete', user],
  [
    'DELETE /api/users/{}/sessions/{}',
    ([sub = '', session = ''], { hasSession }) => [hasSession ? { session } : { sub }],
  ],
  [
    'DELETE /api/users/{}/grants/{}',
    ([sub = '', grant = ''], { hasGrant }) => [hasGrant ? { grant } : { sub }],
  ],
  ['DELETE /api/resources/{}', (_ids, { onRoleChange }) => matchPermission(onRoleChange)],
  ['DELETE /api/applications/{}', client],
  ['DELETE /api/applications/{}/secrets/{}', client],
  ['DELETE /api/applications/{}/legacy-secret', client],
  ['DELETE /api/applications/{}/user-consent-scopes/{}/{}', client],
  ['PUT /api/applications/{}/users/{}/consent-organizations', ([id = '', sub = '']) => [{ sub, client: id }]],
  [
    'DELETE /api/applications/{}/users/{}/consent-organizations/{}',
    ([id = '', sub = '']) => [{ sub, client: id }],
  ],
]);

/** With no role to add, Logto takes all away, and then answers 422 because it would write nothing. */
const NARROWS_THOUGH_REFUSED = 'PUT /api/applications/{}/roles';

/** A call of the Management API, as the client knows it. */
export interface Call {
  readonly method: string;
  /** The path with its parameters in braces: `/api/users/{userId}/roles`. */
  readonly schemaPath: string;
  readonly pathParams: Readonly<Record<string, unknown>>;
}

/** Whose tokens a call has narrowed in silence, judged by its answer; nobody's for any other call. */
export function narrowedByCall(
  { method, schemaPath, pathParams }: Call,
  status: number,
  facts: TokenFacts,
): readonly CutOffMatch[] {
  const names: string[] = [];
  const pattern = schemaPath.replaceAll(/\{([^}]*)\}/g, (_whole, name: string) => {
    names.push(name);
    return '{}';
  });
  const change = `${method} ${pattern}`;
  const isDone = (status >= 200 && status < 300) || (status === 422 && change === NARROWS_THOUGH_REFUSED);
  const match = CHANGES.get(change);
  if (!isDone || match === undefined) return [];
  const ids = names.map((name) => (Object.hasOwn(pathParams, name) ? String(pathParams[name]) : ''));
  return match(ids, facts);
}
