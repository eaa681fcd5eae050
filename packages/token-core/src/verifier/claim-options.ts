import { leave } from '../after.js';
import type { AccessTokenClaims, AudienceClaim } from '../token/claims.js';
import { expectOptions, fail, kind } from '../options.js';
import { isJsonObject, own } from '../json.js';
import type { Principal } from '../requirement/requirement.js';
import { isPath, valueAt } from './organization-claim.js';
import { readScopeList } from '../token/scopes.js';
import type { VerifierOptions } from './options.js';

/**
 * Reads the scopes out of verified claims; `undefined` when the claim has a shape that is not accepted. One reader gives either
 * texts, for {@link readScopeList}, or sets: never both, since a text may look like whatever tells one set from another.
 */
export type ScopeReader = (claims: AccessTokenClaims) => string | Set<string> | undefined;

/** Reads who a token speaks for out of verified claims. Throws what refuses the token. */
export type PrincipalReader = (claims: AccessTokenClaims) => Principal | undefined;

export function readAudienceClaim(given: unknown, option: string): AudienceClaim | undefined {
  if (given === undefined) return undefined;
  const { claim, accessTokensHave } = expectOptions<NonNullable<VerifierOptions['audienceClaim']>>(
    option,
    given,
    ['claim', 'accessTokensHave'],
  );
  if (typeof claim !== 'string' || claim === '' || claim === 'aud')
    fail(`${option}.claim`, 'the name of another claim than `aud`', claim);
  const claims = isJsonObject(accessTokensHave) ? Object.entries(accessTokensHave) : [];
  if (claims.length === 0 || claims.some(([name, value]) => typeof value !== 'string' || name === claim)) {
    const expected = 'at least one claim that access tokens have and ID tokens do not, with its exact value';
    fail(`${option}.accessTokensHave`, expected, accessTokensHave);
  }
  return { name: claim, accessTokensHave: claims };
}

export function readScopeClaim(claim: unknown, option: string): ScopeReader {
  if (claim === undefined || claim === 'scope') return readScope;
  if (typeof claim === 'function')
    return (claims) => readGivenScopes(leave((claim as (claims: AccessTokenClaims) => unknown)(claims)));
  const list: unknown = claim === 'scp' || claim === 'permissions' ? [claim] : claim;
  const paths: readonly unknown[] = Array.isArray(list) ? [...(list as readonly unknown[])] : [];
  if (paths.length > 0 && paths.every(isPath))
    return (claims) => readEach(paths.map((path) => readScopeList(valueAt(claims, path))));
  return fail(option, "'scope', 'scp', 'permissions', a list of claims or a function", claim);
}

/** RFC 6749 §3.3. Absent is the same as empty. */
function readScope(claims: AccessTokenClaims): string | undefined {
  const scope = Object.hasOwn(claims, 'scope') ? claims.scope : '';
  return typeof scope === 'string' ? scope : undefined;
}

function readEach(found: readonly (Set<string> | undefined)[]): Set<string> | undefined {
  return found.includes(undefined) ? undefined : new Set(found.flatMap((scopes) => [...(scopes ?? [])]));
}

/** What a function gives is what a claim could be, and any other iterable; nothing is no scopes, as an absent claim is. */
function readGivenScopes(given: unknown): Set<string> | undefined {
  return readScopeList(typeof given === 'string' ? given : [...((given ?? []) as Iterable<unknown>)]);
}

export function readPrincipalOption(given: unknown, option: string): PrincipalReader {
  const read = kind<(claims: AccessTokenClaims) => unknown>('function', principalByClient)(given, option);
  return (claims) => {
    const answer = leave(read(claims));
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
