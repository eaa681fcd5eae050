import { ZodError } from 'zod/v3';

import { isAccessError } from '../access/expectation.js';
import { Refusal } from '../management/refusal.js';
import type { RefusalCode } from '../management/refusal.js';
import { Rejected } from './room.js';

/** The field that a refusal of the Management API is about. The others are about the form as a whole. */
const FIELDS: Partial<Readonly<Record<RefusalCode, string>>> = {
  'resource.resource_identifier_in_use': 'indicator',
  'scope.name_exists': 'name',
  'scope.name_with_space': 'name',
  'role.name_in_use': 'name',
  'role.internal_role_violation': 'name',
  'role.management_api_scopes_not_assignable_to_user_role': 'scopes',
  'entity.unique_integrity_violation': 'name',
  'application.secret_name_exists': 'name',
  'application.invalid_role_type': 'role',
  'user.invalid_role_type': 'role',
  'user.username_already_in_use': 'username',
  'user.email_already_in_use': 'email',
  'user.personal_access_token_name_exists': 'name',
};

/** Logto's sentence says less than is known here. */
const SENTENCES: Partial<Readonly<Record<RefusalCode, string>>> = {
  'entity.unique_integrity_violation': 'This name is already in use.',
  'entity.not_found': 'This is gone: it was removed since the page was opened.',
  'entity.not_exists': 'This is gone: it was removed since the page was opened.',
};

/** Members of the Management API's bodies, where the field of a form has another name. */
const MEMBERS: Readonly<Record<string, string>> = {
  primaryEmail: 'email',
  accessTokenTtl: 'life',
  redirectUris: 'redirectUris',
};

/** Field → one sentence, for an error that a person caused; undefined for a mistake of ours. */
export function problemsOf(error: unknown): Readonly<Record<string, string>> | undefined {
  if (error instanceof Rejected) return error.problems;
  if (isAccessError(error)) return { '': error.message };
  if (!(error instanceof Refusal)) return undefined;
  if (error.data instanceof ZodError) {
    return Object.fromEntries(
      error.data.issues.map(({ path, message }) => {
        const member = path.findLast((part) => typeof part === 'string') ?? '';
        return [MEMBERS[member] ?? member, `This cannot be: ${message}.`];
      }),
    );
  }
  const { code, message } = error;
  return { [FIELDS[code] ?? '']: SENTENCES[code] ?? message };
}
