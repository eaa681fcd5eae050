import type { CutOffMatch, FedStanding } from './standing.js';

/**
 * Whose tokens are cut off when a role loses a permission or is deleted. Logto's own tokens do not say which roles they come from.
 *
 * - `{ claim: 'role_ids' }`: those that name the role in this claim. The tenant's custom-claims script puts it there; `claimsScript`
 *   makes that script. It is the claim that the standing reads roles from.
 * - `'everyone'`: all tokens. Each client refreshes once.
 * - `'nobody'`: none. A token keeps what the role lost until it ends, or until a route's `freshWithin`.
 */
export type OnRoleChange = { readonly claim: string } | 'everyone' | 'nobody';

const EVERYONE: readonly CutOffMatch[] = [{ everyone: true }];

/**
 * Checks the option.
 *
 * @throws TypeError that names it: there is no default, because no choice is right for everybody.
 */
export function checkOnRoleChange(value: unknown, standing: FedStanding): OnRoleChange {
  if (value === 'everyone' || value === 'nobody') return value;
  const claim = ownClaim(value);
  if (claim === undefined) {
    throw new TypeError(
      "onRoleChange: expected { claim: 'role_ids' } when tokens name their roles in that claim, 'everyone' or 'nobody'; there is no default",
    );
  }
  const place = standing.claims.role;
  // A function of the app's own may read that claim among others.
  if (place !== claim && typeof place !== 'function') {
    throw new TypeError(
      `onRoleChange: expected a standing that reads roles from the same claim, createStanding({ claims: { role: ${JSON.stringify(claim)} } }); it reads ${place === undefined ? 'none' : JSON.stringify(place)}`,
    );
  }
  return Object.freeze({ claim });
}

function ownClaim(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'claim')) return undefined;
  if (Object.keys(value).length !== 1) return undefined;
  const { claim } = value as { readonly claim: unknown };
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}

/** Whom a role's loss cuts off. */
export function matchRole(onRoleChange: OnRoleChange, role: string): readonly CutOffMatch[] {
  if (onRoleChange === 'everyone') return EVERYONE;
  return onRoleChange === 'nobody' ? [] : [{ role }];
}

/** Whom the end of a permission cuts off: which roles held it, nothing says. */
export function matchPermission(onRoleChange: OnRoleChange): readonly CutOffMatch[] {
  return onRoleChange === 'nobody' ? [] : EVERYONE;
}
