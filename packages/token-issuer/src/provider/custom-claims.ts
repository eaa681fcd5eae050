import type { AccessToken, ClientCredentials, Configuration } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { PROTECTED_CLAIMS } from '../access/model.js';

/** Calls the access model's function for JWT access tokens, and drops what it may not set. */
export function createExtraTokenClaims(directory: Directory): NonNullable<Configuration['extraTokenClaims']> {
  return async (_ctx, token) => {
    const { customClaims } = directory;
    const resource = token.resourceServer?.identifier();
    if (customClaims === undefined || resource === undefined) return undefined;
    const claims = await customClaims({
      ...subjectOf(directory, token),
      clientId: token.clientId ?? '',
      resource,
      scopes: token.scope === undefined || token.scope === '' ? [] : token.scope.split(' '),
    });
    return claims === undefined ? undefined : withoutProtected(claims);
  };
}

function subjectOf(directory: Directory, token: AccessToken | ClientCredentials) {
  if (token.kind === 'ClientCredentials') {
    const sub = token.clientId ?? '';
    return { subject: 'machine', sub, roles: namesOf(directory.clients.get(sub)?.roles) } as const;
  }
  const sub = token.accountId;
  return { subject: 'user', sub, roles: namesOf(directory.users.get(sub)?.roles) } as const;
}

function namesOf(roles: ReadonlySet<{ readonly name: string }> | undefined): readonly string[] {
  return [...(roles ?? [])].map(({ name }) => name);
}

function withoutProtected(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names: readonly string[] = PROTECTED_CLAIMS;
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
