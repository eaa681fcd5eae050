import { ForbiddenError } from '../errors.js';
import { oneOf } from '../options.js';
import type { Demand } from './policy.js';
import type { Principal } from './requirement.js';
import type { JudgedToken } from '../token/verified-token.js';

/** @throws TypeError when it is neither of the two. */
export const checkPrincipal = /* @__PURE__ */ oneOf<Principal>(['user', 'machine']);

/** Judges who a token speaks for. What nobody can say is refused, whatever is demanded. */
export function judgePrincipal(token: JudgedToken, { parts }: Demand): void {
  for (const { principal } of parts) {
    if (principal === undefined) continue;
    // RFC 8693 §4.1: with `act`, somebody else is at work in the user's name.
    if (token.principal !== principal || (principal === 'user' && token.isDelegated)) {
      throw new ForbiddenError('principal', {
        check: token.principal === principal ? 'act' : 'principal',
        expected: principal,
        found: token.principal,
      });
    }
  }
}
