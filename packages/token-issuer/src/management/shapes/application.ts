import type { ClientKind } from '../../access/model-clients.js';
import type { ClientSecretState, ClientState, OrganizationRoleState } from '../../access/state.js';
import type { Tenant } from '../tenant.js';
import { roleNames } from './organization.js';

const TYPES = { machine: 'MachineToMachine', web: 'Traditional', spa: 'SPA', native: 'Native' } as const;
/** Logto's words for the kinds of applications that this issuer has. */
export type ApplicationType = (typeof TYPES)[ClientKind];

const DAY = 86_400;
/** The life of a refresh token that Logto does not write out. */
const DEFAULT_REFRESH_TOKEN_LIFE = 14 * DAY;

/** Logto's word for a kind. */
export function clientType(kind: ClientKind): ApplicationType {
  return TYPES[kind];
}

/** The kind behind Logto's word. */
export function clientKind(type: ApplicationType): ClientKind {
  const kinds: readonly ClientKind[] = ['machine', 'web', 'spa', 'native'];
  return kinds.find((kind) => TYPES[kind] === type) ?? 'machine';
}

/** An application, as Logto tells of it. Its secrets have a place of their own. */
export function shapeApplication({ id: tenantId }: Tenant, client: ClientState) {
  const { redirectUris, postLogoutRedirectUris, extra } = client;
  return {
    tenantId,
    id: client.id,
    name: client.name,
    description: client.description ?? null,
    type: clientType(client.kind),
    oidcClientMetadata: { redirectUris, postLogoutRedirectUris, ...objectOf(extra['oidcClientMetadata']) },
    customClientMetadata: customClientMetadata(client),
    protectedAppMetadata: null,
    customData: client.customData,
    isThirdParty: false,
    appLevelAccessControlEnabled: false,
    createdAt: client.createdAt,
  };
}

/** A machine of an organization. */
export function shapeMachine(
  tenant: Tenant,
  [client, roles]: readonly [ClientState, ReadonlySet<OrganizationRoleState>],
) {
  return { ...shapeApplication(tenant, client), organizationRoles: roleNames(roles) };
}

/** A client secret: Logto shows its value whenever it is asked. */
export function shapeSecret({ id: tenantId }: Tenant, client: ClientState, secret: ClientSecretState) {
  return {
    tenantId,
    applicationId: client.id,
    name: secret.name,
    value: secret.value,
    createdAt: secret.createdAt,
    expiresAt: secret.expiresAt ?? null,
  };
}

/** The columns that a search of applications looks at. */
export const APPLICATION_COLUMNS = ['id', 'name', 'description'] as const;

/** What a search of applications, roles or permissions sees. */
export function searched(thing: {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
}): Readonly<Record<(typeof APPLICATION_COLUMNS)[number], string | null>> {
  return { id: thing.id, name: thing.name, description: thing.description ?? null };
}

/** As it was written here; of a client in an access file, what stands apart from its default. */
function customClientMetadata(client: ClientState): Readonly<Record<string, unknown>> {
  const { refreshTokenLife, rotateRefreshToken, tokenExchange, extra } = client;
  if (extra['customClientMetadata'] !== undefined) return objectOf(extra['customClientMetadata']);
  return {
    ...(tokenExchange ? { allowTokenExchange: true } : {}),
    ...(refreshTokenLife === DEFAULT_REFRESH_TOKEN_LIFE
      ? {}
      : { refreshTokenTtlInDays: Math.max(Math.round(refreshTokenLife / DAY), 1) }),
    ...(rotateRefreshToken ? {} : { rotateRefreshToken: false }),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
