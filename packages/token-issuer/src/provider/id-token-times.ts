import type { Provider } from 'oidc-provider';

import type { Clock } from '../clock.js';

/** When each ID token under way is issued, by the issuer's clock, in seconds. */
const issuedAt = new WeakMap<object, number>();

interface IdTokenClass {
  payload(): Promise<Record<string, unknown>>;
}

/** Issues ID tokens by the issuer's clock: oidc-provider takes an `iat` that is there already. */
export function moveIdTokens(provider: Provider, clock: Clock): void {
  const { IdToken } = provider as unknown as { readonly IdToken: { readonly prototype: IdTokenClass } };
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const { payload } = IdToken.prototype;
  IdToken.prototype.payload = async function payloadByClock() {
    const claims = await payload.call(this);
    if (clock.ahead() === 0) return claims;
    const iat = Math.floor(clock.now() / 1000);
    issuedAt.set(this, iat);
    return { ...claims, iat };
  };
}

/**
 * The life of an ID token as oidc-provider wants it: from the machine's now to the end by the issuer's clock. It takes none that
 * is over, so where that clock is further behind than a token lives, one ends a second from now.
 *
 * @param life - In seconds.
 */
export function idTokenLife(token: object, life: number): number {
  const start = issuedAt.get(token);
  return start === undefined ? life : Math.max(1, start + life - Math.floor(Date.now() / 1000));
}
