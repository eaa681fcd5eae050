import type { AccessModel, RoleEntry, RoleKind } from './model.js';
import type { ClientEntry } from './model-clients.js';
import type {
  MemberEntry,
  OrganizationEntry,
  OrganizationMachineEntry,
  OrganizationRoleEntry,
} from './model-organizations.js';
import type { UserEntry } from './model-users.js';

type Roles<M extends AccessModel> = NonNullable<M['roles']>[number];
type RoleName<M extends AccessModel, K extends RoleKind> = NameOf<Roles<M>, K>;
type NameOf<R, K extends RoleKind> = R extends RoleEntry ? (K extends R['kind'] ? R['name'] : never) : never;
type OrganizationRoles<M extends AccessModel> = NonNullable<M['organizationRoles']>[number];
type OrganizationRoleName<M extends AccessModel, K extends RoleKind> = NameOf<OrganizationRoles<M>, K>;
type OrganizationScope<M extends AccessModel> = keyof NonNullable<M['organizationScopes']> & string;
type Username<M extends AccessModel> = NameOrId<NonNullable<M['users']>[number]>;
type NameOrId<U> = U extends UserEntry ? U['username'] | (U extends { id: infer I } ? I : never) : never;
type MachineId<M extends AccessModel> = IdOfMachine<NonNullable<M['clients']>[number]>;
type IdOfMachine<C> = C extends ClientEntry & { kind: 'machine' } ? C['id'] : never;
type Resources<M extends AccessModel> = M['resources'][number];
type Permission<M extends AccessModel, I> = PermissionOf<Resources<M>, I>;
type PermissionOf<R, I> = R extends AccessModel['resources'][number]
  ? I extends R['indicator']
    ? keyof R['scopes'] & string
    : never
  : never;

/**
 * A resource of `defineResource` does not tell the compiler its indicator. Where there is one, any key may be one of its names, so that a
 * permission has to be one of any resource; `createIssuer` checks which.
 */
type RoleScopes<M extends AccessModel> = string extends Resources<M>['indicator']
  ? Readonly<Record<string, readonly AnyPermission<Resources<M>>[]>>
  : { readonly [I in Resources<M>['indicator']]?: readonly Permission<M, I>[] };
type AnyPermission<R> = R extends AccessModel['resources'][number] ? keyof R['scopes'] & string : never;

/** The cross references that the plain type cannot express. */
interface References<M extends AccessModel> {
  readonly roles?: readonly (RoleEntry & { readonly scopes?: RoleScopes<M> })[];
  readonly users?: readonly (UserEntry & { readonly roles?: readonly RoleName<M, 'user'>[] })[];
  readonly clients?: readonly (ClientEntry & { readonly roles?: readonly RoleName<M, 'machine'>[] })[];
  readonly organizationRoles?: readonly (OrganizationRoleEntry & {
    readonly scopes?: RoleScopes<M>;
    readonly organizationScopes?: readonly OrganizationScope<M>[];
  })[];
  readonly organizations?: readonly (OrganizationEntry & {
    readonly members?: readonly (MemberEntry & {
      readonly user: Username<M>;
      readonly roles?: readonly OrganizationRoleName<M, 'user'>[];
    })[];
    readonly machines?: readonly (OrganizationMachineEntry & {
      readonly client: MachineId<M>;
      readonly roles?: readonly OrganizationRoleName<M, 'machine'>[];
    })[];
  })[];
}

/**
 * Gives an access model its types back and lets the compiler check what it can: that a role names
 * permissions of a resource in the model, that users have user roles and machine clients machine roles, and
 * the same inside organizations.
 * Returns the model unchanged; `createIssuer` checks everything else when it starts.
 *
 * @example
 * const access = defineAccess({
 *   resources: [{ indicator: 'https://api.example.com', scopes: { 'read:products': 'See products' } }],
 *   roles: [{ name: 'reader', kind: 'user', scopes: { 'https://api.example.com': ['read:products'] } }],
 *   users: [{ username: 'alice', password: 'alice-password', roles: ['reader'] }],
 *   clients: [],
 * });
 */
export function defineAccess<const M extends AccessModel>(model: M & References<M>): M {
  return model;
}
