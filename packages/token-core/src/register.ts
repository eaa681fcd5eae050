import type { Resource } from './resource.js';
import type { AccessTokenClaims } from './token/claims.js';

/**
 * Empty here, for an app to merge its resource into, so that decorators and route settings know the permission names
 * without a type argument, and every verified token the claims that the app's authorization server adds:
 *
 * ```ts
 * declare module '@acme/token-core' {
 *   interface Register {
 *     resource: typeof products; // of several: typeof products | typeof orders
 *     claims: { tenant?: string };
 *   }
 * }
 * ```
 */
export interface Register {}

/** The permission names of the registered resources; any string while none is registered. */
export type RegisteredScope = Register extends { resource: infer R } ? ScopeOf<R> : string;

/** The standard's claims and those that the app has registered. */
export type RegisteredClaims = Register extends { claims: infer C }
  ? AccessTokenClaims & C
  : AccessTokenClaims;

/** Of a union of resources the names of each. */
type ScopeOf<R> = R extends Resource<infer S> ? S : never;
