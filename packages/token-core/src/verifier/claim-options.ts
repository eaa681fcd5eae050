import type { AccessTokenClaims, AudienceClaim } from '../token/claims.js';
import { expectKind, expectName, expectOneOf, expectOptions, fail } from '../options.js';
import { isJsonObject, own } from '../json.js';
import type { Principal } from '../requirement/requirement.js';
import {
  type OrganizationReader,
  readOrganizationAudience,
  readOrganizationClaim,
} from './organization-claim.js';
import { readScopeList, readScopeText } from '../token/scopes.js';
import type { VerifierOptions } from './options.js';

/** Reads the scopes out of verified claims; `undefined` when the claim has a shape that is not accepted. */
export type ScopeReader = (claims: AccessTokenClaims) => Set<string> | undefined;

/** Reads who a token speaks for out of verified claims. Throws what refuses the token. */
export type PrincipalReader = (claims: AccessTokenClaims) => Principal | undefined;

export function readAudienceClaim(given: unknown): AudienceClaim | undefined {
  if (given === undefined) return undefined;
  const { claim, accessTokensHave } = expectOptions<NonNullable<VerifierOptions['audienceClaim']>>(
    'audienceClaim',
    given,
    ['claim', 'accessTokensHave'],
  );
  if (typeof claim !== 'string' || claim === '' || claim === 'aud')
    fail('audienceClaim.claim', 'the name of another claim than `aud`', claim);
  const expected = 'at least one claim that access tokens have and ID tokens do not, with its exact value';
  if (!isJsonObject(accessTokensHave)) fail('audienceClaim.accessTokensHave', expected, accessTokensHave);
  const claims = Object.entries(accessTokensHave);
  const isCheck =
    claims.length > 0 && claims.every(([name, value]) => typeof value === 'string' && name !== claim);
  if (!isCheck) fail('audienceClaim.accessTokensHave', expected, accessTokensHave);
  return { name: claim, accessTokensHave: claims };
}

export function readSubject(subject: unknown): boolean {
  return subject === undefined || expectOneOf('subject', subject, ['required', 'optional']) === 'required';
}

export function readOrganization({
  organizationClaim,
  organizationAudience,
}: VerifierOptions): OrganizationReader {
  const claim = readOrganizationClaim(organizationClaim);
  return organizationAudience === undefined ? claim : readOrganizationAudience(organizationAudience, claim);
}

export function readOrganizationPrefix(options: VerifierOptions): string | undefined {
  const { organizationAudience, organization, audienceClaim } = options;
  if (organizationAudience === undefined) return undefined;
  const expected = 'what the audience of an organization begins with, such as urn:example:organization:';
  if (!/[:/]$/.test(expectName('organizationAudience', organizationAudience, expected)))
    fail('organizationAudience', `${expected}, with a colon or slash at its end`, organizationAudience);
  if (audienceClaim !== undefined)
    throw new TypeError('organizationAudience: expected without audienceClaim, found both');
  // Every token of this kind names an organization: to say nothing of it would open one to the members of all.
  if (organization === undefined || organization === 'none') {
    const place = "a place in the request such as { param: 'organizationId' }, 'any' or 'required'";
    fail('organization', `${place}, beside organizationAudience`, organization);
  }
  return organizationAudience;
}

export function readScopeClaim(scopeClaim: VerifierOptions['scopeClaim']): ScopeReader {
  switch (scopeClaim) {
    case undefined:
    case 'scope':
      return (claims) => readScopeText(own(claims, 'scope'));
    case 'scp':
    case 'permissions':
      return (claims) => readScopeList(own(claims, scopeClaim));
    default:
      if (typeof scopeClaim !== 'function')
        fail('scopeClaim', "'scope', 'scp', 'permissions' or a function", scopeClaim);
      return (claims) => readGivenScopes(scopeClaim(claims));
  }
}

/** What a function gives is what a claim could be, and any other iterable; nothing is no scopes, as an absent claim is. */
function readGivenScopes(given: unknown): Set<string> | undefined {
  if (typeof given === 'string' || Array.isArray(given)) return readScopeList(given);
  if (given === undefined || given === null) return new Set();
  return readScopeList([...(given as Iterable<unknown>)]);
}

export function readPrincipalOption(principal: VerifierOptions['principal']): PrincipalReader {
  if (principal === undefined) return principalByClient;
  expectKind('principal', principal, 'function', principal);
  return (claims) => {
    const answer: unknown = principal(claims);
    if (answer === undefined || answer === 'user' || answer === 'machine') return answer;
    throw new TypeError("principal: expected 'user', 'machine' or undefined");
  };
}

/** RFC 9068 §2.2: of a client that acts for itself, `sub` is the client. */
function principalByClient(claims: AccessTokenClaims): Principal | undefined {
  const [subject, client] = [own(claims, 'sub'), own(claims, 'client_id')];
  if (typeof subject !== 'string' || typeof client !== 'string') return undefined;
  return subject === client ? 'machine' : 'user';
}
