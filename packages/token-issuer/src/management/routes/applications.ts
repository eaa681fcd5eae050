import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import { isManagementApi } from '../../access/management-api.js';
import type { ClientState } from '../../access/state.js';
import { jsonObject } from '../guard.js';
import { findClient } from '../lookup.js';
import { Refusal } from '../refusal.js';
import { done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { readSearch } from '../search.js';
import {
  APPLICATION_COLUMNS,
  clientKind,
  clientType,
  searched,
  shapeApplication,
} from '../shapes/application.js';
import type { ApplicationType } from '../shapes/application.js';
import { shapeMembership } from '../shapes/organization.js';
import type { Tenant } from '../tenant.js';
import { newApplication, type } from './application-body.js';
import { createSecret } from './personal-access-tokens.js';

const DAY = 86_400;
/** The life of a refresh token that is not written out. */
const DEFAULT_REFRESH_TOKEN_LIFE = 14 * DAY;
/** Logto's name of the secret that an application is made with. */
const DEFAULT_SECRET = 'Default secret';

type Metadata = Pick<z.output<typeof newApplication>, 'oidcClientMetadata' | 'customClientMetadata'>;

/** Applications. */
export const applicationRoutes: readonly Route[] = [
  route('GET', '/applications', {
    pages: 'optional',
    query: z.object({
      types: type
        .array()
        .or(type.transform((one) => [one]))
        .optional(),
      excludeRoleId: z.string().optional(),
      excludeOrganizationId: z.string().optional(),
      isThirdParty: z.union([z.literal('true'), z.literal('false')]).optional(),
    }),
    answer: ({ tenant, query, search }) => {
      const { directory } = tenant;
      if (query.excludeRoleId !== undefined && query.excludeOrganizationId !== undefined) {
        const details =
          'Parameter `excludeRoleId` and `excludeOrganizationId` cannot be used at the same time.';
        throw new Refusal(400, 'request.invalid_input', { words: { details } });
      }
      const matches = readSearch(search, APPLICATION_COLUMNS);
      const role = directory.roles.get(query.excludeRoleId ?? '');
      const machines = directory.organizations.get(query.excludeOrganizationId ?? '')?.machines;
      const clients = [...directory.clients.values()].filter(
        (client) =>
          (query.types === undefined || query.types.some((one) => one === clientType(client.kind))) &&
          query.isThirdParty !== 'true' &&
          !(role !== undefined && client.roles.has(role)) &&
          machines?.has(client) !== true &&
          matches(searched(client)),
      );
      // The newest first.
      return list(clients.toReversed(), (client) => shapeApplication(tenant, client));
    },
  }),
  route('POST', '/applications', {
    body: newApplication,
    answer: ({ tenant, body }) => {
      const kind = clientKind(offered(body.type));
      if (body.isThirdParty === true || body.customClientMetadata?.isDeviceFlow === true) {
        throw new Refusal(501, 'request.feature_not_supported');
      }
      const { directory } = tenant;
      const createdAt = directory.now();
      const client: ClientState = {
        id: createId(),
        kind,
        name: body.name,
        description: body.description ?? undefined,
        customData: body.customData ?? {},
        secrets: new Map(),
        redirectUris: [],
        postLogoutRedirectUris: [],
        roles: new Set(),
        tokenExchange: false,
        refreshTokenLife: DEFAULT_REFRESH_TOKEN_LIFE,
        rotateRefreshToken: true,
        createdAt,
        extra: {},
      };
      describe(client, body);
      if (kind === 'machine' || kind === 'web') {
        const value = createSecret();
        client.secrets.set(DEFAULT_SECRET, { name: DEFAULT_SECRET, value, expiresAt: undefined, createdAt });
      }
      directory.clients.set(client.id, client);
      return ok(shapeApplication(tenant, client));
    },
  }),
  route('GET', '/applications/:id', {
    answer: ({ tenant, params: { id = '' } }) => {
      const client = findClient(tenant, id);
      return ok({ ...shapeApplication(tenant, client), isAdmin: isAdmin(client) });
    },
  }),
  route('PATCH', '/applications/:id', {
    body: newApplication.omit({ type: true, isThirdParty: true }).partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      const client = findClient(tenant, id);
      if (body.customClientMetadata?.isDeviceFlow === true) {
        throw new Refusal(501, 'request.feature_not_supported');
      }
      client.name = body.name ?? client.name;
      if (body.description !== undefined) client.description = body.description ?? undefined;
      client.customData = body.customData ?? client.customData;
      describe(client, body);
      return ok(shapeApplication(tenant, client));
    },
  }),
  route('DELETE', '/applications/:id', {
    answer: ({ tenant, params: { id = '' } }) => {
      tenant.directory.deleteClient(findClient(tenant, id));
      return done;
    },
  }),
  route('PATCH', '/applications/:applicationId/custom-data', {
    body: jsonObject,
    answer: ({ tenant, params: { applicationId = '' }, body }) => {
      const client = tenant.directory.clients.get(applicationId);
      if (client === undefined) {
        throw new Refusal(404, 'entity.not_exists', { words: { name: 'application' } });
      }
      if (Object.keys(body).length > 0) client.customData = { ...client.customData, ...body };
      return ok(client.customData);
    },
  }),
  route('GET', '/applications/:id/organizations', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '' } }) => listOrganizations(tenant, findClient(tenant, id)),
  }),
];

function listOrganizations(tenant: Tenant, client: ClientState) {
  return list(tenant.directory.organizationsOf(client), (organization) =>
    shapeMembership(tenant, organization, organization.machines.get(client) ?? new Set()),
  );
}

/** @throws Refusal 501 for what stands before an application of another kind. */
function offered(given: z.output<typeof type>): ApplicationType {
  if (given === 'Protected' || given === 'SAML') throw new Refusal(501, 'request.feature_not_supported');
  return given;
}

/** Logto replaces each of the two as a whole; what this issuer acts on, it takes out of them. */
function describe(
  client: ClientState,
  { oidcClientMetadata: oidc, customClientMetadata: custom }: Metadata,
): void {
  if (oidc !== undefined) {
    const { redirectUris, postLogoutRedirectUris, ...rest } = oidc;
    client.redirectUris = redirectUris;
    client.postLogoutRedirectUris = postLogoutRedirectUris;
    client.extra = { ...client.extra, oidcClientMetadata: rest };
  }
  if (custom !== undefined) {
    client.tokenExchange = custom.allowTokenExchange ?? false;
    client.rotateRefreshToken = custom.rotateRefreshToken ?? true;
    client.refreshTokenLife =
      custom.refreshTokenTtlInDays === undefined
        ? DEFAULT_REFRESH_TOKEN_LIFE
        : custom.refreshTokenTtlInDays * DAY;
    client.extra = { ...client.extra, customClientMetadata: custom };
  }
}

/** Whether a machine may use the Management API. */
function isAdmin({ roles }: ClientState): boolean {
  return [...roles].some(
    (role) =>
      role.name === '#internal:admin' &&
      [...role.scopes].some((scope) => isManagementApi(scope.resource.indicator)),
  );
}
