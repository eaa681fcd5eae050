import type { AccessModel } from '../access/model.js';

/** The parts of an access model that forms rest on. */
export type ModelPart = Exclude<keyof AccessModel, 'customClaims'>;

/** One thing that is not what it was. */
export interface Difference {
  readonly part: ModelPart;
  /** Names the thing and what became of it; never a secret. */
  readonly sentence: string;
}

type Entry = Readonly<Record<string, unknown>>;

const NOUNS: Readonly<Record<ModelPart, readonly [noun: string, id: string, name: string]>> = {
  resources: ['The API resource', 'indicator', 'indicator'],
  roles: ['The role', 'id', 'name'],
  users: ['The user', 'id', 'username'],
  clients: ['The application', 'id', 'id'],
  organizationScopes: ['The organization permission', 'id', 'name'],
  organizationRoles: ['The organization role', 'id', 'name'],
  organizations: ['The organization', 'id', 'id'],
};

/** What words a member has in a sentence, where its own name is not one. */
const MEMBERS: Readonly<Record<string, string>> = {
  scopes: 'permissions',
  organizationScopes: 'organization permissions',
  personalAccessTokens: 'personal access tokens',
  redirectUris: 'redirect URIs',
  postLogoutRedirectUris: 'sign-out URIs',
  customData: 'custom data',
  accessTokenLife: 'life of its tokens',
  tokenExchange: 'token exchange',
  mfaRequired: 'demand for a second factor',
};

/** What became of a model between two moments, both written by `writeModel`. */
export function differencesBetween(before: AccessModel, after: AccessModel): readonly Difference[] {
  return (Object.keys(NOUNS) as ModelPart[]).flatMap((part) =>
    differencesOf(part, entriesOf(before, part), entriesOf(after, part)),
  );
}

function entriesOf(model: AccessModel, part: ModelPart): ReadonlyMap<string, Entry> {
  const [, id] = NOUNS[part];
  const entries =
    part === 'organizationScopes'
      ? Object.entries(model.organizationScopes ?? {}).map(([name, entry]) => ({
          name,
          ...(typeof entry === 'string' ? { id: name, description: entry } : entry),
        }))
      : (model[part] ?? []);
  return new Map((entries as readonly Entry[]).map((entry) => [String(entry[id]), entry]));
}

function differencesOf(
  part: ModelPart,
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
): readonly Difference[] {
  const [noun, , name] = NOUNS[part];
  const say = (entry: Entry, rest: string): Difference => ({
    part,
    sentence: `${noun} ${String(entry[name])} ${rest}`,
  });
  const gone = [...before].filter(([id]) => !after.has(id)).map(([, entry]) => say(entry, 'is gone.'));
  const come = [...after].flatMap(([id, entry]) => {
    const old = before.get(id);
    if (old === undefined) return [say(entry, 'is new.')];
    const members = changedMembers(old, entry);
    return members.length === 0 ? [] : [say(old, `has changed: ${members.join(', ')}.`)];
  });
  return [...gone, ...come];
}

function changedMembers(before: Entry, after: Entry): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => MEMBERS[name] ?? name);
}
