import { own } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { quoted } from '../words.js';
import { explainStandingClaim } from './standing.js';

/** 401 `claim` and `bound`. */
export function explainClaim(seen: Look): Finding {
  const { error, jwt } = seen;
  const check = error.check ?? '';
  const standing = explainStandingClaim(seen);
  if (standing !== undefined) return standing;
  if (error.reason === 'bound') {
    return finding(
      'claim.bound',
      'certain',
      'The token is bound to a key (`cnf`, DPoP or mutual TLS), and no proof of that key is checked here.',
      'Have the client ask for a plain bearer token. The option allowBoundTokens accepts this one as one, and so gives the binding up.',
    );
  }
  const isMissing = jwt !== undefined && !Object.hasOwn(jwt.claims, check);
  if (['exp', 'nbf', 'iat'].includes(check))
    return explainNumber(check, error.found, isMissing || (jwt === undefined && error.found === undefined));
  if (check === 'sub' && (isMissing || (jwt === undefined && error.found === undefined))) {
    return finding(
      'claim.no-sub',
      'certain',
      'The token has no `sub`, so nobody can say whose it is.',
      "Have the authorization server put it in (RFC 9068 §2.2), or accept such tokens by the option subject: 'optional'.",
    );
  }
  if (check === 'scopeClaim') {
    const isList = jwt !== undefined && Array.isArray(own(jwt.claims, 'scope'));
    return isList
      ? finding(
          'claim.scope-list',
          'certain',
          'The claim `scope` is a list, and RFC 9068 has a text there.',
          'Read it by a function: scopeClaim: (claims) => claims.scope.',
        )
      : finding(
          'claim.scope-shape',
          'likely',
          'The scopes of the token have a shape that the option scopeClaim does not accept, or its function threw.',
          'Look at the cause of the error and at the claim; a function gives a text, a list of texts or nothing.',
        );
  }
  return finding(
    `claim.${check || 'other'}`,
    'certain',
    `The claim \`${check}\` has a value that is not accepted.`,
    'Look at the custom claims of the authorization server: the registered ones keep the types of RFC 7519.',
  );
}

function explainNumber(check: string, found: unknown, isMissing: boolean): Finding {
  if (isMissing) {
    return check === 'exp'
      ? finding(
          'claim.no-exp',
          'certain',
          'The token has no `exp`: a token without an end is not accepted.',
          'Have the authorization server give its tokens an end.',
        )
      : finding(
          `claim.no-${check}`,
          'certain',
          `The token has no \`${check}\`, and an option or a route needs it.`,
          `Have the authorization server put \`${check}\` into its tokens.`,
        );
  }
  if (typeof found === 'number' && found >= 1e11) {
    return finding(
      'claim.milliseconds',
      'certain',
      `\`${check}\` is ${quoted(found)}: by its size it counts milliseconds, and RFC 7519 counts seconds.`,
      'Divide by 1000 where the token is made, such as Math.floor(Date.now() / 1000).',
      'seconds',
      String(found),
    );
  }
  if (typeof found === 'number') {
    return finding(
      `claim.${check}-ahead`,
      'likely',
      `\`${check}\` lies ahead of the clock here by more than the tolerance: ${quoted(found)}.`,
      'Compare the clock of this machine with that of the authorization server.',
    );
  }
  return finding(
    'claim.no-number',
    'certain',
    `\`${check}\` is ${typeof found === 'string' ? 'a text' : 'no number'}; it has to be a number of seconds.`,
    'Look at the script that makes the claims: it must not turn times into text.',
    'a number',
  );
}
