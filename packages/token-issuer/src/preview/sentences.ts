import type { About, PermissionAnswer, PermissionReason } from './answers.js';

type Answer = Omit<PermissionAnswer, 'sentence'>;

/** What the sentences are made of. */
interface Words {
  readonly who: string;
  readonly kind: 'machines' | 'users';
  /** Why an organization's role does not count here. */
  readonly place: string;
  /** Roles that would give it. */
  readonly roles: string;
  /** The ways to it. */
  readonly way: string;
  readonly hasRefresh: boolean;
}

const SENTENCES: Readonly<Record<PermissionReason, (words: Words) => string>> = {
  granted: ({ way }) => way,
  'not-asked': ({ way }) => `Held, and not asked for: a token carries what is asked for alone. ${way}`,
  neither: ({ who }) => `Not asked for, and ${who} does not hold it here.`,
  'role-not-given': ({ who, roles }) => `${who} has no role that holds it. These do: ${roles}.`,
  elsewhere: ({ who, roles, place }) => `${who} has it in an organization alone (${roles}), and ${place}.`,
  'organization-role': ({ who, roles }) =>
    `Only roles of organizations hold it (${roles}), and ${who} has none of them here.`,
  'wrong-kind': ({ kind, roles }) =>
    `The roles that hold it are not for ${kind}: ${roles}. A role is for users or for machines, never for both.`,
  'no-role': () => 'No role holds it.',
  'other-resource': () => 'A permission of another resource: a token holds those of the one that it is for.',
  'organization-permission': () =>
    'A permission of organizations: only a token for an organization itself holds it.',
  'offline-access': ({ hasRefresh }) =>
    hasRefresh
      ? 'It asks for a refresh token beside this token, with prompt=consent.'
      : 'It asks for a refresh token, and this flow has none.',
  reserved: () => 'A scope of OpenID Connect: it counts for the ID token and userinfo, never at an API.',
  unknown: () => 'There is no permission of this name: it is dropped in silence.',
  'no-resource': () => 'No resource is named, so there is none whose permission it could be.',
};

/** The reason of an answer, in one sentence. */
export function sentenceOf({ wish, organization }: About, answer: Answer): string {
  const who = wish.user?.username ?? wish.client.id;
  return SENTENCES[answer.reason]({
    who,
    kind: wish.user === undefined ? 'machines' : 'users',
    place: organization === undefined ? 'none is named' : `not in ${organization.id}`,
    roles: answer.givers.slice(0, 5).join(', '),
    way: wayOf(who, answer),
    hasRefresh: wish.flow === 'code' || wish.flow === 'refresh',
  });
}

function wayOf(who: string, { name, paths }: Answer): string {
  if (paths.length === 0) return `${name} is granted to everybody who asks.`;
  const ways = paths.map(({ role, organization }) =>
    organization === undefined ? `${who} → ${role} → ${name}` : `${who} → ${organization}: ${role} → ${name}`,
  );
  return `${ways.join('; ')}.`;
}
