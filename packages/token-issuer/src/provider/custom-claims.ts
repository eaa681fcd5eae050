import { errors } from 'oidc-provider';
import type { AccessToken, ClientCredentials, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { PROTECTED_CLAIMS } from '../access/custom-claims.js';
import type { CustomClaims, CustomClaimsContext } from '../access/custom-claims.js';
import { applicationContext, organizationContext, userContext } from './claims-context.js';
import { namedOrganization, organizationParameter } from './organization-access.js';
import { compileScript } from './script.js';

type Token = AccessToken | ClientCredentials;
type Claims = Readonly<Record<string, unknown>>;

/** A script that was set through the Management API. */
export interface ClaimsScript {
  readonly script: string;
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
}

/** Finds the script for the tokens of users, or of machines. */
export type FindScript = (kind: 'access-token' | 'client-credentials') => ClaimsScript | undefined;

/**
 * The claims beyond those of every access token: the organization that it was asked for together with an API, and
 * what the access model's function adds, or a script that has taken its place. As in Logto it may write over the
 * organization.
 *
 * @param onNotice - Told when the function fails: the token is issued all the same.
 */
export function createExtraTokenClaims(
  directory: Directory,
  findScript: FindScript,
  onNotice: (notice: string) => void,
): NonNullable<Configuration['extraTokenClaims']> {
  return async (ctx, token) => {
    // An opaque token says nothing by itself.
    if (token.resourceServer === undefined) return undefined;
    const claims = { ...organizationClaim(ctx) };
    const script = findScript(token.kind === 'AccessToken' ? 'access-token' : 'client-credentials');
    if (script !== undefined || directory.customClaims !== undefined) {
      const run: CustomClaims = (input) =>
        script === undefined ? directory.customClaims?.(input) : compileScript(script.script)(input);
      const variables = script?.environmentVariables ?? {};
      Object.assign(claims, await runCustomClaims(run, variables, directory, ctx, token, onNotice));
    }
    return Object.keys(claims).length === 0 ? undefined : claims;
  };
}

function organizationClaim(ctx: KoaContextWithOIDC): Claims {
  const organization = organizationParameter(ctx);
  const resource = ctx.oidc.params?.['resource'];
  return organization === undefined || resource === undefined ? {} : { organization_id: organization };
}

async function runCustomClaims(
  customClaims: CustomClaims,
  environmentVariables: Readonly<Record<string, string>>,
  directory: Directory,
  ctx: KoaContextWithOIDC,
  token: Token,
  onNotice: (notice: string) => void,
): Promise<Claims> {
  try {
    const claims: unknown = await customClaims({
      token: payloadOf(ctx, token),
      context: contextOf(directory, ctx, token),
      environmentVariables: { ...environmentVariables },
      api: { denyAccess },
    });
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
      return withoutProtected(claims);
    onNotice('customClaims returned no object: the token was issued without its claims.');
  } catch (error) {
    if (error instanceof errors.AccessDenied) throw error;
    // One of a script's own is no instance of the Error here.
    const { message } = (error ?? {}) as { readonly message?: unknown };
    const reason = typeof message === 'string' ? message : String(error);
    onNotice(`customClaims threw, and the token was issued without its claims: ${reason}`);
  }
  return {};
}

function denyAccess(message?: string): never {
  throw new errors.AccessDenied(message ?? 'Access denied.');
}

/** What is in the token so far, by the names that Logto's scripts know. */
function payloadOf(ctx: KoaContextWithOIDC, token: Token): Claims {
  const { AccessToken: User, ClientCredentials: Machine } = ctx.oidc.provider;
  const { IN_PAYLOAD: names } = token.kind === 'AccessToken' ? User : Machine;
  const members = names.map((name) => [name, Reflect.get(token, name) as unknown] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function contextOf(directory: Directory, ctx: KoaContextWithOIDC, token: Token): CustomClaimsContext {
  const client = directory.clients.get(token.clientId ?? '');
  const application = client === undefined ? {} : { application: applicationContext(client) };
  if (token.kind !== 'AccessToken') return application;
  const { accountId, sessionUid } = token;
  const user = directory.users.get(accountId);
  const organization = namedOrganization(directory, ctx);
  return {
    ...(user === undefined ? {} : { user: userContext(directory, user) }),
    ...(sessionUid === undefined
      ? {}
      : { interaction: { interactionEvent: 'SignIn', userId: accountId, verificationRecords: [] } }),
    ...application,
    ...(organization === undefined ? {} : { organization: organizationContext(organization) }),
  };
}

function withoutProtected(claims: object): Claims {
  const names: readonly string[] = PROTECTED_CLAIMS;
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
