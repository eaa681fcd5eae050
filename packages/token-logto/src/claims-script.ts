import { ownMembers } from './own-members.js';

/** The claims that tell where a token comes from, so that a cut-off finds exactly the tokens that it is for. */
export interface StandingClaimNames {
  /** Ids of the roles, those of organizations among them: a list. */
  readonly role: string;
  /** Id of the grant. */
  readonly grant: string;
  /** Id of the session. */
  readonly session: string;
}

/**
 * The names that {@link claimsScript} gives its claims, and the option `claims` of a standing that reads them.
 *
 * @example
 * const standing = createStanding({ longestTokenLife: 3600, claims: STANDING_CLAIMS });
 */
export const STANDING_CLAIMS: StandingClaimNames = Object.freeze({
  role: 'role_ids',
  grant: 'grant_id',
  session: 'session_id',
});

/** A name that can stand in a script as it is. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Claims that have a meaning of their own (RFC 7519 §4.1, RFC 9068 §2.2, Logto, and what a script could be taken in by). */
const TAKEN: ReadonlySet<string> = new Set(
  'iss aud sub exp iat nbf jti scope client_id act cnf organization_id constructor prototype __proto__'.split(
    ' ',
  ),
);

/**
 * Makes the custom-claims script that puts the ids of roles, grant and session into users' access tokens (Console → Custom
 * JWT → Access token). Roles of organizations are among the roles.
 *
 * Tokens of machines have no such script: Logto tells theirs nothing of roles. Tokens exchanged for a personal access token
 * have roles and grant, and no session.
 *
 * @param names - Other names for the claims. Give the standing the same.
 * @throws TypeError for a name that a claim cannot have, or that means something already.
 * @example
 * await apiClient.PUT('/api/configs/jwt-customizer/{tokenTypePath}', {
 *   params: { path: { tokenTypePath: 'access-token' } },
 *   body: { script: claimsScript() },
 * });
 */
export function claimsScript(names: Partial<StandingClaimNames> = {}): string {
  if (typeof names !== 'object' || (names as unknown) === null || Array.isArray(names)) {
    throw new TypeError('claimsScript: names: expected an object such as { role: "role_ids" }');
  }
  const { role, grant, session } = checkNames({ ...STANDING_CLAIMS, ...ownMembers(names) });
  return `// Where a token comes from, so that an API can refuse it when that has changed.
const standingClaims = (token, context) => ({
  ${grant}: token.grantId,
  ${session}: token.sessionUid,
  ${role}: [
    ...new Set([
      ...(context.user?.roles ?? []).map(({ id }) => id),
      ...(context.user?.organizationRoles ?? []).map(({ roleId }) => roleId),
    ]),
  ],
});

// If the tenant has a script already: keep it, put the function above over it, and the line below into what it returns.
const getCustomJwtClaims = async ({ token, context }) => ({
  ...standingClaims(token, context),
});
`;
}

function checkNames(names: StandingClaimNames): StandingClaimNames {
  const all = Object.entries(names);
  for (const [option, name] of all as readonly (readonly [string, unknown])[]) {
    if (!Object.hasOwn(STANDING_CLAIMS, option)) {
      throw new TypeError(`claimsScript: unknown claim "${option}"; expected role, grant and session`);
    }
    if (typeof name !== 'string' || !NAME.test(name) || TAKEN.has(name)) {
      throw new TypeError(
        `${option}: expected a claim's name of letters, digits and "_" that has no other meaning`,
      );
    }
  }
  if (new Set(all.map(([, name]) => name as string)).size !== all.length) {
    throw new TypeError('claimsScript: expected another name for each claim');
  }
  return names;
}
