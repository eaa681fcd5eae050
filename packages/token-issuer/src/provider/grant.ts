import type { Grant, KoaContextWithOIDC } from 'oidc-provider';

/**
 * Grants what was asked for without a question, as Logto does for first-party applications: the OpenID
 * scopes as they are, and of the permissions those that the user's roles hold at this moment. A later
 * refresh is limited to this, so that a role added afterwards does not widen it.
 */
export async function grantWhatWasAsked(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { account, client, provider, requestParamOIDCScopes, requestParamScopes, resourceServers } = ctx.oidc;
  if (account === undefined || client === undefined) return undefined;

  const grant =
    (await existingGrant(ctx)) ??
    new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...requestParamOIDCScopes]);
  for (const [indicator, server] of Object.entries(resourceServers ?? {})) {
    grant.addResourceScope(
      indicator,
      [...server.scopes].filter((scope) => requestParamScopes.has(scope)),
    );
  }
  await grant.save();
  return grant;
}

/** The grant of this browser session to this client. There is one, which each authorization may widen. */
async function existingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { account, client, provider, session } = ctx.oidc;
  const id = session?.grantIdFor(client?.clientId ?? '');
  if (id === undefined) return undefined;
  const grant = await provider.Grant.find(id);
  const mine = grant?.accountId === account?.accountId && grant?.clientId === client?.clientId;
  return mine ? grant : undefined;
}
