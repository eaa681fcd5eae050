import type { Configuration, Grant, Interaction, Provider } from 'oidc-provider';

/** The consent of this browser session to this client, which each authorization may widen. */
export const loadExistingGrant: NonNullable<Configuration['loadExistingGrant']> = async (ctx) => {
  const { account, client, provider, result, session } = ctx.oidc;
  const id = result?.consent?.grantId ?? session?.grantIdFor(client?.clientId ?? '');
  if (id === undefined) return undefined;
  const grant = await provider.Grant.find(id);
  const isTheirs = grant?.accountId === account?.accountId && grant?.clientId === client?.clientId;
  return isTheirs ? grant : undefined;
};

/**
 * Consents without a question, as Logto does for first-party applications: to the OpenID scopes as they are, and
 * of the permissions to those that the user's roles hold at this moment. A later refresh is limited to this, so
 * that a role added afterwards does not widen it.
 *
 * @returns The id of the grant.
 */
export async function consentToEverything(
  provider: Provider,
  { grantId, params, prompt, session }: Interaction,
): Promise<string> {
  const grant = await findOrMakeGrant(provider, grantId, session?.accountId, String(params['client_id']));
  const { missingOIDCScope, missingResourceScopes } = prompt.details as {
    readonly missingOIDCScope?: readonly string[];
    readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
  };
  if (missingOIDCScope !== undefined) grant.addOIDCScope([...missingOIDCScope]);
  for (const [indicator, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(indicator, [...scopes]);
  }
  return grant.save();
}

async function findOrMakeGrant(
  provider: Provider,
  grantId: string | undefined,
  accountId: string | undefined,
  clientId: string,
): Promise<Grant> {
  const found = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  return found ?? new provider.Grant({ accountId: accountId ?? '', clientId });
}
