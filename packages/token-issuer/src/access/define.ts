import type { AccessModel, ClientEntry, RoleEntry, RoleKind, UserEntry } from './model.js';

type Roles<M extends AccessModel> = NonNullable<M['roles']>[number];
type RoleName<M extends AccessModel, K extends RoleKind> = NameOf<Roles<M>, K>;
type NameOf<R, K extends RoleKind> = R extends RoleEntry ? (K extends R['kind'] ? R['name'] : never) : never;
type Resources<M extends AccessModel> = M['resources'][number];
type Permission<M extends AccessModel, I> = PermissionOf<Resources<M>, I>;
type PermissionOf<R, I> = R extends AccessModel['resources'][number]
  ? I extends R['indicator']
    ? keyof R['scopes'] & string
    : never
  : never;

/** The cross references that the plain type cannot express. */
interface References<M extends AccessModel> {
  readonly roles?: readonly (RoleEntry & {
    readonly scopes?: { readonly [I in Resources<M>['indicator']]?: readonly Permission<M, I>[] };
  })[];
  readonly users?: readonly (UserEntry & { readonly roles?: readonly RoleName<M, 'user'>[] })[];
  readonly clients?: readonly (ClientEntry & { readonly roles?: readonly RoleName<M, 'machine'>[] })[];
}

/**
 * Gives an access model its types back and lets the compiler check what it can: that a role names
 * permissions of a resource in the model, that users have user roles and machine clients machine roles.
 * Returns the model unchanged; `createIssuer` checks everything else when it starts.
 */
export function defineAccess<const M extends AccessModel>(model: M & References<M>): M {
  return model;
}
