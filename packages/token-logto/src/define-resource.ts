import { defineResource as define, type Resource, type ResourceDefinition } from '@acme/token-core';
import { RESERVED_AUDIENCES } from './audiences.js';
import { ownMembers } from './own-members.js';

/**
 * `defineResource` of `@acme/token-core` for an API whose tokens come from Logto: Logto's own audiences are reserved. They are no
 * indicator of an API, and a token that names one is refused.
 *
 * Logto lets a permission have any name without white space; `allowAnyScopeName` does so here.
 *
 * @throws TypeError what `defineResource` throws; and when the indicator is one of Logto's own.
 * @example
 * const products = defineResource({
 *   indicator: 'https://api.example.com',
 *   scopes: { 'read:products': 'See products' },
 * });
 */
export function defineResource<const S extends string>(definition: ResourceDefinition<S>): Resource<S> {
  const own = ownMembers(definition);
  const { reserved = [] } = own;
  if ('reserved' in Object(definition) && !('reserved' in own || 'reserved' in Object.prototype))
    throw new TypeError('reserved: expected a member of the definition itself, neither inherited nor hidden');
  const checked: ResourceDefinition<S> = {
    ...own,
    reserved: Array.isArray(reserved)
      ? [...RESERVED_AUDIENCES, ...(reserved as readonly string[])]
      : reserved,
  };
  // What else it inherits is for the core to refuse, and what is no list.
  return define(Object.setPrototypeOf(checked, Object(definition) as object) as ResourceDefinition<S>);
}
