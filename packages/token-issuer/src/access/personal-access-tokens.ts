import { checkPersonalAccessToken } from './check-users.js';
import type { Directory } from './directory.js';
import { describe, fail } from './expectation.js';
import type { PersonalAccessTokenEntry } from './model-users.js';
import type { UserState } from './state.js';

/** Checks a personal access token and gives it to the user. */
export function addPersonalAccessToken(
  directory: Directory,
  user: UserState,
  entry: PersonalAccessTokenEntry,
): void {
  const checked = checkPersonalAccessToken('personalAccessToken', entry);
  if (user.tokens.has(checked.name)) {
    fail('personalAccessToken.name', 'a name of its own', describe(checked.name));
  }
  for (const other of directory.users.values()) {
    if ([...other.tokens.values()].some((existing) => existing.token === checked.token)) {
      fail('personalAccessToken.token', 'a token of its own', 'one that exists');
    }
  }
  user.tokens.set(checked.name, { ...checked, createdAt: directory.now() });
}
