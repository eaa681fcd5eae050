import { ZodError } from 'zod/v3';

/** Logto's sentences, by code. `{{name}}` stands for what the refusal tells. */
const SENTENCES = {
  'application.invalid_role_type': 'Can not assign user type role to machine to machine application.',
  'application.invalid_type': 'Only machine to machine applications can have associated roles.',
  'application.secret_name_exists': 'Secret name already exists.',
  'auth.authorization_header_missing': 'Authorization header is missing.',
  'auth.authorization_token_type_not_supported': 'Authorization type is not supported.',
  'auth.forbidden': 'Forbidden. Please check your user roles and permissions.',
  'auth.unauthorized': 'Unauthorized. Please check credentials and its scope.',
  'entity.db_constraint_violated': 'Database constraint violated.',
  'entity.invalid_input': 'Invalid input. Value list must not be empty.',
  'entity.not_exists': 'The {{name}} does not exist.',
  'entity.not_exists_with_id': 'The {{name}} with ID `{{id}}` does not exist.',
  'entity.not_found': 'The resource does not exist.',
  'entity.relation_foreign_key_not_found':
    'Cannot find one or more foreign keys. Please check the input and ensure that all referenced entities exist.',
  'entity.unique_integrity_violation': 'The entity already exists. Please check the input and try again.',
  'entity.value_too_long': 'The length of value is too long and exceeds the limit.',
  'guard.invalid_input': 'The request {{type}} is invalid.',
  'guard.invalid_pagination': 'The request pagination value is invalid.',
  'hook.endpoint_responded_with_error': 'Endpoint responded with error.',
  'hook.missing_events': 'You need to provide at least one event.',
  'hook.send_test_payload_failed': 'Failed to send test payload: {{message}}',
  'jwt_customizer.general': 'An error occurred while customizing the token claims. Please try again later.',
  'oidc.invalid_grant': 'Grant request is invalid.',
  'oidc.invalid_request': 'Request is invalid.',
  'oidc.invalid_session_account_id': 'Session accountId mismatch.',
  'oidc.key_not_found': 'Key with ID {{id}} is not found.',
  'oidc.key_required': 'At least one key is required.',
  'oidc.only_previous_key_can_be_deleted': 'Only a previous key can be deleted.',
  'oidc.session_not_found': 'Session not found.',
  'organization.require_membership': 'The user must be a member of the organization to proceed.',
  'organization.role_names_not_found':
    'Invalid role names detected: {{names}}. Please create these roles first before proceeding.',
  'request.feature_not_supported': 'This feature is not supported in the current environment.',
  'request.invalid_input': 'Input is invalid. {{details}}',
  'resource.cannot_delete_management_api': 'Cannot delete Logto Management API.',
  'resource.cannot_modify_management_api': 'Cannot modify Logto Management API.',
  'resource.resource_identifier_in_use': 'The API identifier {{indicator}} is already in use',
  'role.application_exists': 'The application id {{applicationId}} is already been added to this role',
  'role.internal_role_violation':
    'You may be trying to update or delete an internal role which is forbidden by Logto. If you are creating a new role, try another name that does not start with "#internal:".',
  'role.management_api_scopes_not_assignable_to_user_role':
    'Cannot assign Management API scopes to a user role.',
  'role.name_in_use': 'This role name {{name}} is already in use',
  'role.scope_exists': 'The scope id {{scopeId}} has already been added to this role',
  'role.user_exists': 'The user id {{userId}} is already been added to this role',
  'scope.name_exists': 'The scope name {{name}} is already in use',
  'scope.name_with_space': 'The name of the scope cannot contain any spaces.',
  'session.invalid_credentials': 'Incorrect account or password. Please check your input.',
  'user.cannot_delete_self': 'You cannot delete yourself.',
  'user.email_already_in_use': 'This email is associated with an existing account.',
  'user.invalid_role_type': 'Invalid role type, can not assign machine-to-machine role to user.',
  'user.password_algorithm_required': 'Password algorithm is required.',
  'user.password_and_digest': 'You cannot set both plain text password and password digest.',
  'user.personal_access_token_name_exists': 'Personal access token name already exists.',
  'user.phone_already_in_use': 'This phone number is associated with an existing account.',
  'user.username_already_in_use': 'This username is already in use.',
} as const;

/** The codes of the Management API's refusals: a closed set. */
export type RefusalCode = keyof typeof SENTENCES;

/** What else a refusal tells. */
export interface RefusalDetails {
  /** What stands for `{{…}}` in the sentence. */
  readonly words?: Readonly<Record<string, string>>;
  /** The member `data` of the answer. */
  readonly data?: unknown;
}

/** An answer that is not the one hoped for, in Logto's shape: `code`, `message`, and `data` and `details` where it has them. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: RefusalCode;
  readonly data: unknown;

  constructor(status: number, code: RefusalCode, { words = {}, data }: RefusalDetails = {}) {
    super(SENTENCES[code].replaceAll(/\{\{(\w+)\}\}/g, (_match, name: string) => words[name] ?? ''));
    this.status = status;
    this.code = code;
    this.data = data;
  }

  /** The body of the answer. Members that are undefined are not sent. */
  get body(): Readonly<Record<string, unknown>> {
    const details = this.data instanceof ZodError ? explain(this.data) : undefined;
    return { code: this.code, data: this.data, details, message: this.message };
  }
}

/** Logto's lines about what a guard found. */
function explain({ issues }: ZodError): string {
  return issues
    .map((issue) => {
      const reason =
        issue.code === 'invalid_type'
          ? `Expected ${issue.expected} but received ${issue.received}.`
          : issue.message;
      return `Error in key path "${issue.path.join('.')}": (${issue.code}) ${reason}`;
    })
    .join('\n');
}

/** 404 for what goes by an id: a resource, role, application, organization, or an id in a body. */
export function noSuch(name: string, id: string): Refusal {
  return new Refusal(404, 'entity.not_exists_with_id', { words: { name, id } });
}

/** 404 for a user, and for a link, permission, token or hook that cannot be deleted. */
export function notFound(): Refusal {
  return new Refusal(404, 'entity.not_found');
}
