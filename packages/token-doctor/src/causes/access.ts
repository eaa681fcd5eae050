import { type Finding, finding } from '@acme/token-core/explain';
import type { AccessFacts, AccessPath, SubjectFacts } from '../tenant/access-facts.js';

type Certainty = Finding['certainty'];

/**
 * Why a subject may not, or why its token does not show it; `undefined` where all is as it should be.
 *
 * @example
 * console.log(explainAccess(facts)?.mend ?? 'All is as it should be.');
 */
export function explainAccess(facts: AccessFacts): Finding | undefined {
  return explainNames(facts) ?? explainRoles(facts) ?? explainGrant(facts);
}

function make(
  name: string,
  certainty: Certainty,
  sentence: string,
  mend: string,
  expected?: string,
  found?: string,
): Finding {
  return finding(`access.${name}`, certainty, sentence, mend, expected, found);
}

/** Resource, permission and subject: whether they are there at all. */
function explainNames(facts: AccessFacts): Finding | undefined {
  const { who, permission, indicator, subject, hasResource, hasPermission, similar, elsewhere } = facts;
  if (!hasResource) {
    return make(
      'no-resource',
      'certain',
      `No API resource is registered as ${indicator}.`,
      'Register it with exactly this indicator, letter for letter, without a slash more or less.',
    );
  }
  if (!hasPermission && similar !== undefined) {
    return make(
      'spelling',
      'certain',
      `The resource has no permission ${permission}, and one that is spelled otherwise: ${similar}.`,
      'Spell it alike at the authorization server and in the API.',
      permission,
      similar,
    );
  }
  if (!hasPermission && elsewhere.length > 0) {
    return make(
      'other-resource',
      'certain',
      `The permission ${permission} belongs to another resource: ${elsewhere.join(', ')}.`,
      `Create it on ${indicator} too: a token holds the permissions of the one resource that it is for.`,
      indicator,
      elsewhere[0],
    );
  }
  if (!hasPermission) {
    return make(
      'no-permission',
      'certain',
      `The resource ${indicator} has no permission ${permission}.`,
      'Create it there, put it into a role, and give the role.',
    );
  }
  if (subject === undefined) {
    return make(
      'no-subject',
      'certain',
      `There is no user and no client with the name or the id ${who}.`,
      'Users go by id, username, email or name; clients by id or name.',
    );
  }
  return undefined;
}

function explainRoles(facts: AccessFacts): Finding | undefined {
  const { permission, subject, paths } = facts;
  if (subject === undefined) return undefined;
  const { name, kind, isSuspended } = subject;
  if (kind === 'app') {
    return make(
      'app',
      'certain',
      `${name} is an app that people sign in to: its tokens hold what the signed-in user may, not what the app may.`,
      `Ask about a user: token-doctor can <user> ${permission}. For a service of its own, create a machine-to-machine client.`,
    );
  }
  if (isSuspended) {
    return make(
      'suspended',
      'certain',
      `The user ${name} is suspended: no sign-in and no refresh gives a token.`,
      'End the suspension; then the user has to sign in again.',
    );
  }
  if (paths.length === 0) return explainNoPath(facts, subject);
  if (kind === 'machine' && paths.every(({ organization }) => organization !== undefined)) {
    return make(
      'organization-only',
      'certain',
      `The machine ${name} has ${permission} in ${organizationsOf(paths)} alone: a plain token of it does not carry it.`,
      'Send organization_id with the token request, and demand the organization on the route; or give the machine a global role.',
    );
  }
  return undefined;
}

function explainNoPath({ permission, holders }: AccessFacts, { name, kind }: SubjectFacts): Finding {
  const fitting = holders.filter((role) => role.kind === kind);
  const global = fitting.filter(({ isOrganization }) => !isOrganization);
  const kindName = kind === 'user' ? 'users' : 'machines';
  if (global.length > 0) {
    return make(
      'role-not-given',
      'certain',
      `${name} has no role that holds ${permission}.`,
      `Give ${name} one that does: ${namesOf(global)}. ${kind === 'user' ? 'Then sign in again: a refresh does not widen.' : 'The next token request has it.'}`,
      namesOf(global),
      'none of them',
    );
  }
  if (fitting.length > 0) {
    return make(
      'organization-role',
      'certain',
      `${name} has no role that holds ${permission}; only roles of organizations do: ${namesOf(fitting)}.`,
      `Give ${name} that role in the organization, or put the permission into a global role.`,
    );
  }
  if (holders.length > 0) {
    return make(
      'wrong-kind',
      'certain',
      `The roles that hold ${permission} are of the wrong kind for ${name}: ${namesOf(holders)}. A role is for users or for machines, never for both.`,
      `Create a role for ${kindName} that holds it, and give it.`,
      `a role for ${kindName}`,
      kind === 'user' ? 'roles for machines' : 'roles for users',
    );
  }
  return make(
    'no-role',
    'certain',
    `No role at all holds ${permission}.`,
    `Put it into a role for ${kindName}, and give that role to ${name}.`,
  );
}

/** The subject may; whether the token shows it hangs on what was asked for, and when. */
function explainGrant({ permission, asked, granted, subject }: AccessFacts): Finding | undefined {
  if (granted === undefined) {
    if (asked === undefined || asked.includes(permission)) return undefined;
    return notAsked(permission, asked, 'certain');
  }
  if (granted.scopes.includes(permission)) return undefined;
  const age =
    granted.issuedAt === undefined
      ? 'some time ago'
      : `${Math.max(0, Math.round((granted.now - granted.issuedAt) / 60))} min ago`;
  const found = granted.scopes.join(' ') || 'no scope';
  if (asked !== undefined && !asked.includes(permission))
    return notAsked(permission, asked, 'certain', found);
  const again =
    subject?.kind === 'machine'
      ? 'Get a new token.'
      : 'Have the user sign in again: a refresh does not widen.';
  if (asked !== undefined) {
    return make(
      'role-after-token',
      'likely',
      `The permission ${permission} is held and was asked for, and the token, made ${age}, lacks it: the role was given after the sign-in.`,
      again,
      permission,
      found,
    );
  }
  return make(
    'not-in-token',
    'possible',
    `The permission ${permission} is held now, and the token, made ${age}, lacks it: it was not asked for, or the role was given after the token was made.`,
    `Look at \`scope\` in the client’s request: if ${permission} is not there, add it. If it is: ${again}`,
    permission,
    found,
  );
}

function notAsked(
  permission: string,
  asked: readonly string[],
  certainty: Certainty,
  found?: string,
): Finding {
  return make(
    'not-asked',
    certainty,
    `The permission ${permission} is held, and the client does not ask for it: a token carries what is asked for alone.`,
    `Add ${permission} to \`scope\` of the authorization request, or of the token request of a machine.`,
    permission,
    found ?? (asked.join(' ') || 'no scope'),
  );
}

function namesOf(roles: readonly { readonly name: string }[]): string {
  return roles
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');
}

function organizationsOf(paths: readonly AccessPath[]): string {
  return [...new Set(paths.map(({ organization }) => organization ?? ''))].slice(0, 5).join(', ');
}
