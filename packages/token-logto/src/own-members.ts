import { fail } from '@acme/token-core/adapter';

/**
 * An object's own members alone: what somebody put on `Object.prototype` sets no option.
 *
 * @throws TypeError that names a getter that throws. What it says may be a secret.
 */
export function ownMembers<T extends object>(given: T): T {
  const own = Object.create(null) as T;
  for (const name of Object.keys(Object(given) as T) as (keyof T & string)[]) {
    try {
      own[name] = given[name];
    } catch {
      fail(name, 'a member of its own, neither inherited nor hidden');
    }
  }
  return own;
}
