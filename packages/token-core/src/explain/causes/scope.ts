import type { InsufficientScopeError } from '../../errors.js';
import { own } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { listed, quoted } from '../words.js';

/** Scopes of OpenID Connect, which say nothing about an API. */
const OPENID = new Set(['openid', 'profile', 'email', 'phone', 'address', 'offline_access']);

/** 403 `scope`: which of the ways a permission did not get into the token. */
export function explainScope(seen: Look, error: InsufficientScopeError): Finding {
  const held = error.held ?? [];
  const expected = error.required.join(' ');
  const make = (
    cause: string,
    certainty: 'certain' | 'likely' | 'possible',
    sentence: string,
    mend: string,
  ): Finding => finding(cause, certainty, sentence, mend, expected, held.join(' '));

  const elsewhere = otherClaim(seen, error.missing);
  if (elsewhere !== undefined) {
    const option =
      elsewhere === 'roles' ? 'scopeClaim: (claims) => claims.roles' : `scopeClaim: '${elsewhere}'`;
    return make(
      'scope.other-claim',
      'certain',
      `The token carries ${listed(error.missing)} in the claim \`${elsewhere}\`, and \`scope\` is what is read.`,
      `Set the option ${option}.`,
    );
  }
  const joined = held.find(
    (scope) => scope.includes(',') && error.missing.some((name) => scope.split(',').includes(name)),
  );
  if (joined !== undefined) {
    return make(
      'scope.commas',
      'certain',
      'The scopes of the token are separated by commas; RFC 6749 §3.3 has blanks.',
      "Have the authorization server write blanks, or read them by a function: scopeClaim: (claims) => claims.scope.split(',').",
    );
  }
  for (const name of error.missing) {
    const near = held.find((scope) => skeleton(scope) === skeleton(name));
    if (near !== undefined) {
      return make(
        'scope.spelling',
        'certain',
        `The token carries ${quoted(near)}, and the route demands ${quoted(name)}: the same permission, spelled otherwise.`,
        'Spell it alike at the authorization server and here, letter for letter, in order, number and separator.',
      );
    }
  }
  return explainLack(seen, error, held, make);
}

function explainLack(
  { jwt, provider }: Look,
  { missing }: InsufficientScopeError,
  held: readonly string[],
  make: (
    cause: string,
    certainty: 'certain' | 'likely' | 'possible',
    sentence: string,
    mend: string,
  ) => Finding,
): Finding {
  const lacks = listed(missing);
  const by = provider?.grantedBy ?? 'a role';
  const isMachine = jwt !== undefined && own(jwt.claims, 'sub') === own(jwt.claims, 'client_id');
  if (jwt !== undefined && own(jwt.claims, 'organization_id') !== undefined) {
    return make(
      'scope.organization',
      'likely',
      `The token is for an organization and lacks ${lacks}: there the subject’s roles in that organization count.`,
      'Give the member a role in the organization that holds it, ask for it in `scope`, and have the user sign in again: a refresh does not widen.',
    );
  }
  if (isMachine) {
    return make(
      'scope.machine',
      'likely',
      `The machine ${quoted(own(jwt.claims, 'client_id'))} has no ${lacks}: no role of it gives that on this resource, or its token request does not ask for it.`,
      `Give the machine ${by} for machines that holds it, send it in \`scope\`, and get a new token.`,
    );
  }
  if (held.length > 0 && held.every((scope) => OPENID.has(scope))) {
    return make(
      'scope.not-asked',
      'likely',
      `The token carries ${listed(held)} alone: the client did not ask for ${lacks}.`,
      `Have the client request it in \`scope\` when the user signs in. If it does, the user lacks ${by} that holds it.`,
    );
  }
  return make(
    held.length === 0 ? 'scope.none' : 'scope.lacking',
    'possible',
    held.length === 0
      ? `The token carries no scope at all, and ${lacks} is demanded.`
      : `The token carries ${listed(held)} and lacks ${lacks}.`,
    `Look at \`scope\` in the client’s request: if ${lacks} is not there, the client has to ask for it; if it is, the subject lacks ${by} that holds it on this resource. A role that was just given shows in a new token only, after signing in again.`,
  );
}

/** Another claim that holds all that is missing. Its name is one of ours, so it may be told. */
function otherClaim({ jwt }: Look, missing: readonly string[]): 'permissions' | 'scp' | 'roles' | undefined {
  if (jwt === undefined || missing.length === 0) return undefined;
  return (['permissions', 'scp', 'roles'] as const).find((claim) => {
    const value = own(jwt.claims, claim);
    const names: readonly unknown[] =
      typeof value === 'string' ? value.split(/[ ,]/) : Array.isArray(value) ? value : [];
    return missing.every((name) => names.includes(name));
  });
}

/** What is left of a permission’s name without case, order, separators and plural. */
function skeleton(name: string): string {
  return name
    .slice(0, 256)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/s$/, ''))
    .toSorted()
    .join(' ');
}
