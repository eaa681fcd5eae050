import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import type { OrganizationState } from '../../access/state.js';
import { jsonObject, textUpTo } from '../guard.js';
import { assertSomething, findOrganization } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { isYes, readKeyword } from '../search.js';
import { shapeOrganization } from '../shapes/organization.js';
import { shapeFeaturedUser } from '../shapes/role.js';
import type { Tenant } from '../tenant.js';

/** The length of an organization's id, where other ids have 21 characters. */
const ID_LENGTH = 12;
/** How many members the list shows of each organization on request. */
const FEATURED = 3;

const organizationBody = z.object({
  name: textUpTo(128),
  description: z.string().max(256).nullable().optional(),
  customData: jsonObject.optional(),
  isMfaRequired: z.boolean().optional(),
  color: jsonObject.optional(),
  branding: jsonObject.optional(),
  customCss: z.string().nullable().optional(),
});
const changedOrganization = organizationBody.partial();
type Changes = z.output<typeof changedOrganization>;

/** Organizations. */
export const organizationRoutes: readonly Route[] = [
  route('GET', '/organizations', {
    pages: 'always',
    query: z.object({ q: z.string().optional(), showFeatured: z.string().optional() }),
    answer: ({ tenant, query, search }) => {
      const matches = readKeyword(search);
      const organizations = [...tenant.directory.organizations.values()].filter(({ id, name }) =>
        matches({ id, name }),
      );
      const shape = isYes(query.showFeatured) ? shapeWithMembers : shapeOrganization;
      // The newest first.
      return list(organizations.toReversed(), (organization) => shape(tenant, organization));
    },
  }),
  route('POST', '/organizations', {
    body: organizationBody,
    answer: ({ tenant, body }) => {
      const { directory } = tenant;
      const organization: OrganizationState = {
        id: createId(ID_LENGTH),
        name: body.name,
        description: undefined,
        customData: {},
        mfaRequired: false,
        members: new Map(),
        machines: new Map(),
        createdAt: directory.now(),
        extra: {},
      };
      change(organization, body);
      directory.organizations.set(organization.id, organization);
      return created(shapeOrganization(tenant, organization));
    },
  }),
  route('GET', '/organizations/:id', {
    answer: ({ tenant, params: { id = '' } }) => ok(shapeOrganization(tenant, findOrganization(tenant, id))),
  }),
  route('PATCH', '/organizations/:id', {
    body: changedOrganization,
    answer: ({ tenant, params: { id = '' }, body }) => {
      assertSomething(body);
      const organization = tenant.directory.organizations.get(id);
      if (organization === undefined) {
        throw new Refusal(404, 'entity.not_exists', { words: { name: 'organization' } });
      }
      change(organization, body);
      return ok(shapeOrganization(tenant, organization));
    },
  }),
  route('DELETE', '/organizations/:id', {
    answer: ({ tenant: { directory }, params: { id = '' } }) => {
      const organization = directory.organizations.get(id);
      if (organization === undefined) throw notFound();
      directory.deleteOrganization(organization);
      return done;
    },
  }),
];

function change(organization: OrganizationState, changes: Changes): void {
  organization.name = changes.name ?? organization.name;
  if (changes.description !== undefined) organization.description = changes.description ?? undefined;
  organization.customData = changes.customData ?? organization.customData;
  organization.mfaRequired = changes.isMfaRequired ?? organization.mfaRequired;
  const { color, branding, customCss } = changes;
  const extra = Object.entries({ color, branding, customCss }).filter(([, value]) => value !== undefined);
  organization.extra = { ...organization.extra, ...Object.fromEntries(extra) };
}

function shapeWithMembers(tenant: Tenant, organization: OrganizationState) {
  const users = [...organization.members.keys()];
  return {
    ...shapeOrganization(tenant, organization),
    usersCount: users.length,
    featuredUsers: users.slice(0, FEATURED).map(shapeFeaturedUser),
  };
}
