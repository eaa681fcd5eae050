import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { permissionsOf } from '../access/permissions.js';
import type { ClientState, UserState } from '../access/state.js';
import type { SigningKey } from '../keys/signing-key.js';

type SubjectState = UserState | ClientState;

/** The decisions about RFC 8707 resources that oidc-provider leaves to its configuration. */
export interface Resources {
  /** The resource with the permissions that this subject has on it now. */
  forSubject(subject: SubjectState | undefined, indicator: string): ResourceServer;
  /** The same, for the subject of the request in hand. */
  forRequest(ctx: KoaContextWithOIDC, indicator: string, client: Client): ResourceServer;
  /** The resource of a request that names none. */
  defaultFor(ctx: KoaContextWithOIDC, oneOf: string[] | undefined): string | string[] | undefined;
}

/**
 * granted = requested ∩ permissions of the subject's roles on that resource, worked out at every
 * request. This is the right-hand side; oidc-provider intersects.
 */
export function createResources(directory: Directory, key: SigningKey): Resources {
  function forSubject(subject: SubjectState | undefined, indicator: string): ResourceServer {
    // RFC 8707 §2: compared exactly; a trailing slash makes another resource.
    const resource = directory.resourceByIndicator(indicator);
    if (resource === undefined) throw new errors.InvalidTarget();
    const scopes = subject === undefined ? [] : permissionsOf(subject, resource);
    return {
      scope: scopes.join(' '),
      audience: resource.indicator,
      accessTokenTTL: resource.accessTokenLife,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: key.algorithm, kid: key.kid } },
    };
  }

  return {
    forSubject,
    forRequest: (ctx, indicator, client) => forSubject(subjectOf(directory, ctx, client), indicator),
    defaultFor(ctx, oneOf) {
      const indicator = directory.defaultResource?.indicator;
      if (oneOf !== undefined) {
        return indicator !== undefined && oneOf.includes(indicator) ? indicator : oneOf;
      }
      if (indicator === undefined && isClientCredentials(ctx)) {
        throw new errors.InvalidTarget('resource indicator is missing');
      }
      return indicator;
    },
  };
}

/** Whose roles count: the client's own without a user, else those of the user of the grant or of the session. */
function subjectOf(directory: Directory, ctx: KoaContextWithOIDC, client: Client): SubjectState | undefined {
  if (isClientCredentials(ctx)) return directory.clients.get(client.clientId);
  const accountId = ctx.oidc.account?.accountId ?? ctx.oidc.session?.accountId;
  return accountId === undefined ? undefined : directory.users.get(accountId);
}

function isClientCredentials(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.route === 'token' && ctx.oidc.params?.['grant_type'] === 'client_credentials';
}
