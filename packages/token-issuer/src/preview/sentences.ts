import type { About, PermissionAnswer } from './answers.js';

/** The reason of an answer, in one sentence. */
export function sentenceOf(about: About, answer: Omit<PermissionAnswer, 'sentence'>): string {
  const { wish, organization } = about;
  const { reason, givers } = answer;
  const who = wish.user?.username ?? wish.client.id;
  const kind = wish.user === undefined ? 'machines' : 'users';
  const place = organization === undefined ? 'where the organization is named' : `not in ${organization.id}`;
  const roles = givers.slice(0, 5).join(', ');
  switch (reason) {
    case 'granted':
      return pathSentence(who, answer);
    case 'not-asked':
      return `Held, and not asked for: a token carries what is asked for alone. ${pathSentence(who, answer)}`;
    case 'neither':
      return `Not asked for, and ${who} does not hold it here.`;
    case 'role-not-given':
      return `${who} has no role that holds it. These do: ${roles}.`;
    case 'elsewhere':
      return `${who} has it in an organization alone (${roles}), and ${place}.`;
    case 'organization-role':
      return `Only roles of organizations hold it (${roles}), and ${who} has none of them here.`;
    case 'wrong-kind':
      return `The roles that hold it are not for ${kind}: ${roles}. A role is for users or for machines, never for both.`;
    case 'no-role':
      return 'No role holds it.';
    case 'other-resource':
      return 'A permission of another resource: a token holds those of the one that it is for.';
    case 'organization-permission':
      return 'A permission of organizations: only a token for an organization itself holds it.';
    case 'offline-access':
      return wish.user === undefined || wish.flow === 'exchange'
        ? 'It asks for a refresh token, and this flow has none.'
        : 'It asks for a refresh token beside this token, with prompt=consent.';
    case 'reserved':
      return 'A scope of OpenID Connect: it counts for the ID token and userinfo, never at an API.';
    case 'unknown':
      return 'There is no permission of this name: it is dropped in silence.';
    case 'no-resource':
      return 'No resource is named, so there is none whose permission it could be.';
  }
}

function pathSentence(who: string, { name, paths }: Omit<PermissionAnswer, 'sentence'>): string {
  if (paths.length === 0) return `${name} is granted to everybody who asks.`;
  const ways = paths.map(({ role, organization }) =>
    organization === undefined ? `${who} → ${role} → ${name}` : `${who} → ${organization}: ${role} → ${name}`,
  );
  return `${ways.join('; ')}.`;
}
