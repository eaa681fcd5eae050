import type { Resource } from './resource.js';

/**
 * Empty here, for an app to merge its resource into, so that decorators and route settings know the
 * permission names without a type argument:
 *
 * ```ts
 * declare module '@acme/token-core' {
 *   interface Register { resource: typeof products }
 * }
 * ```
 */
export interface Register {}

/** The permission names of the registered resource; any string while none is registered. */
export type RegisteredScope = Register extends { resource: Resource<infer S> } ? S : string;
