import { describe, expect, it } from 'vitest';
import { createWebhookReceiver, type OnRoleChange, type WebhookEvent } from '../../src/webhooks/index.js';
import {
  BEFORE,
  CREATED_AT,
  deliver,
  KEY,
  type Payload,
  recorded,
  recordedPayload,
} from '../support/delivery.js';
import { recordingStanding } from '../support/standing.js';

const CLAIM: OnRoleChange = { claim: 'role_ids' };

/** Whom a payload cuts off, and what is answered. */
async function cutOffBy(payload: Payload, onRoleChange: OnRoleChange = CLAIM) {
  const standing = recordingStanding();
  const events: WebhookEvent[] = [];
  const receiver = createWebhookReceiver({
    standing,
    signingKeys: [KEY],
    onRoleChange,
    onEvent: (event) => events.push(event),
  });
  const { status } = await receiver.receive(deliver(payload));
  const moments = new Set(standing.cutOffs.map(({ before }) => before));
  expect([...moments]).toEqual(moments.size === 0 ? [] : [BEFORE]);
  expect(events).toHaveLength(1);
  return { status, matches: standing.cutOffs.map(({ match }) => match), event: events[0] };
}

/** What narrows, by event and cause; everything else that was recorded widens. */
const NARROWING: Readonly<Record<string, readonly object[]>> = {
  'User.SuspensionStatus.Updated | PATCH /api/users/:id/is-suspended': [{ sub: '<user hookuser>' }],
  'User.Deleted | DELETE /api/users/:id': [{ sub: '<user hookuser>' }],
  'Role.Scopes.Updated | DELETE /api/roles/:id/scopes/:id': [{ role: '<role plan-reader>' }],
  'Role.Deleted | DELETE /api/roles/:id': [{ role: '<role plan-reader>' }],
  'Scope.Deleted | DELETE /api/resources/:id/scopes/:id': [{ everyone: true }],
  'OrganizationScope.Deleted | DELETE /api/organization-scopes/:id': [{ everyone: true }],
  'OrganizationRole.Scopes.Updated | DELETE /api/organization-roles/:id/scopes/:id': [{ role: '<org-role>' }],
  'OrganizationRole.Scopes.Updated | PUT /api/organization-roles/:id/scopes': [{ role: '<org-role>' }],
  'OrganizationRole.Deleted | DELETE /api/organization-roles/:id': [{ role: '<org-role>' }],
  'Organization.Membership.Updated | DELETE /api/organizations/:id/users/:id': [{ sub: '<user carol>' }],
  'Organization.Membership.Updated | DELETE /api/organizations/:id/applications/:id': [
    { client: '<client m2m_norole>', organization: '<org>' },
  ],
  'Organization.Deleted | DELETE /api/organizations/:id': [{ organization: '<org>' }],
};

const everything = Object.entries(recorded).flatMap(([event, deliveries]) =>
  deliveries.map(({ cause }) => ({ event, cause, name: `${event} | ${cause}` })),
);
const DELETE_MEMBER = 'DELETE /api/organizations/:id/users/:id';
const PUT_MEMBERS = 'PUT /api/organizations/:id/users';
const POST_MEMBERS = 'POST /api/organizations/:id/users';
const MEMBERSHIP = 'Organization.Membership.Updated';

/** What 1.37 sends where 1.42 names who came and who went. */
function asIn137({ addedUserIds, removedUserIds, ...rest }: Payload): Payload {
  expect(addedUserIds ?? removedUserIds).toBeDefined();
  return rest;
}

describe('only what narrows cuts off', () => {
  it('every row of the table was recorded', () => {
    expect(Object.keys(NARROWING).filter((name) => !everything.some((each) => each.name === name))).toEqual(
      [],
    );
  });

  it.each(everything)('$name', async ({ event, cause, name }) => {
    const { status, matches, event: told } = await cutOffBy(recordedPayload(event, cause));
    expect(matches).toEqual(NARROWING[name] ?? []);
    expect(status).toBe(200);
    if (matches.length > 0) expect(told).toMatchObject({ kind: 'cut_off', event });
    else
      expect(told).toMatchObject({
        kind: 'nothing',
        event,
        reason: cause.includes('/test') ? 'test' : 'widens',
      });
  });
});

describe('onRoleChange', () => {
  const roleChanges = Object.entries(NARROWING).filter(
    ([, [match]]) => 'role' in match! || 'everyone' in match!,
  );
  const split = (name: string) => name.split(' | ') as [string, string];

  it.each(roleChanges)("'everyone': %s", async (name) => {
    const { matches } = await cutOffBy(recordedPayload(...split(name)), 'everyone');
    expect(matches).toEqual([{ everyone: true }]);
  });

  it.each(roleChanges)("'nobody': %s", async (name) => {
    const { matches, event } = await cutOffBy(recordedPayload(...split(name)), 'nobody');
    expect(matches).toEqual([]);
    expect(event).toMatchObject({ kind: 'nothing', reason: 'on_role_change' });
  });

  it("'nobody' still cuts off a user who is suspended", async () => {
    const payload = recordedPayload('User.SuspensionStatus.Updated', 'PATCH /api/users/:id/is-suspended');
    expect((await cutOffBy(payload, 'nobody')).matches).toEqual([{ sub: '<user hookuser>' }]);
  });

  it.each(['everyone', 'nobody'] as const)('%s: a role that gains cuts nobody off', async (onRoleChange) => {
    const payload = recordedPayload('Role.Scopes.Updated', 'POST /api/roles/:id/scopes');
    expect(await cutOffBy(payload, onRoleChange)).toMatchObject({ matches: [], event: { reason: 'widens' } });
  });
});

describe('the traps of the payloads', () => {
  const suspension = recordedPayload('User.SuspensionStatus.Updated', 'PATCH /api/users/:id/is-suspended');
  const data = suspension['data'] as Payload;

  it('the end of a suspension cuts nobody off', async () => {
    const payload = { ...suspension, data: { ...data, isSuspended: false } };
    expect(await cutOffBy(payload)).toMatchObject({ status: 200, matches: [] });
  });

  it.each([undefined, 'true', 1, null])(
    'a suspension that is %j is no payload of Logto',
    async (isSuspended) => {
      const payload = { ...suspension, data: { ...data, isSuspended } };
      expect(await cutOffBy(payload)).toMatchObject({
        status: 400,
        matches: [],
        event: { reason: 'payload' },
      });
    },
  );

  it('a user’s data that says `isSuspended` is no suspension', async () => {
    const payload = { ...suspension, event: 'User.Data.Updated' };
    expect((await cutOffBy(payload)).matches).toEqual([]);
  });

  it('the user of a deletion stands in `data` where no path names him', async () => {
    const { params, path, ...payload } = recordedPayload('User.Deleted', 'DELETE /api/users/:id');
    expect([params, path]).not.toContain(undefined);
    expect((await cutOffBy(payload)).matches).toEqual([{ sub: '<user hookuser>' }]);
  });

  it('a role’s permissions replaced by a method that is not known: it may have lost some', async () => {
    const payload = recordedPayload('Role.Scopes.Updated', 'POST /api/roles/:id/scopes');
    expect((await cutOffBy({ ...payload, method: 'PUT' })).matches).toEqual([{ role: '<role plan-reader>' }]);
  });

  it('1.37, a member removed: the organization is cut off, and the member where the path names him', async () => {
    const payload = asIn137(recordedPayload(MEMBERSHIP, DELETE_MEMBER));
    expect((await cutOffBy(payload)).matches).toEqual([{ organization: '<org>' }, { sub: '<user carol>' }]);
  });

  it('1.37, members replaced: the organization is cut off', async () => {
    const payload = asIn137(recordedPayload(MEMBERSHIP, PUT_MEMBERS));
    expect((await cutOffBy(payload)).matches).toEqual([{ organization: '<org>' }]);
  });

  it('1.37, a member added: nobody', async () => {
    const payload = asIn137(recordedPayload(MEMBERSHIP, POST_MEMBERS));
    expect((await cutOffBy(payload)).matches).toEqual([]);
  });

  it('1.42, members replaced: those who went, and not those who came', async () => {
    const payload = { ...recordedPayload(MEMBERSHIP, PUT_MEMBERS), removedUserIds: ['u1', 'u2'] };
    expect((await cutOffBy(payload)).matches).toEqual([{ sub: 'u1' }, { sub: 'u2' }]);
  });

  it.each([[{}], ['u1'], [[1]], [['u1', '']], [[['u1']]]])(
    'a list of removed members that is %j is no payload of Logto',
    async (removedUserIds) => {
      const payload = { ...recordedPayload(MEMBERSHIP, DELETE_MEMBER), removedUserIds };
      expect(await cutOffBy(payload)).toMatchObject({ status: 400, matches: [] });
    },
  );

  it.each([
    ['User.Deleted', { params: {}, data: {} }],
    ['Role.Deleted', { params: { id: '' } }],
    ['Role.Deleted', { params: { id: 7 } }],
    ['Role.Deleted', { params: ['r1'] }],
    ['Role.Deleted', { params: null }],
    ['Role.Deleted', { params: { id: 'r'.repeat(300) } }],
    ['Organization.Deleted', {}],
    ['Role.Scopes.Updated', { method: 'DELETE', params: {} }],
    ['OrganizationRole.Deleted', { params: { __proto__: { id: 'r1' } } }],
  ])('%s with %j names nobody: refused, so that the Console shows it', async (event, members) => {
    const payload = { event, createdAt: CREATED_AT, ...members };
    expect(await cutOffBy(payload)).toMatchObject({ status: 400, matches: [], event: { reason: 'payload' } });
  });

  it('an event that is not known is acknowledged, and told', async () => {
    const { status, matches, event } = await cutOffBy({ event: 'Role.Melted', createdAt: CREATED_AT });
    expect({ status, matches }).toEqual({ status: 200, matches: [] });
    expect(event).toEqual({ kind: 'nothing', event: 'Role.Melted', reason: 'unknown' });
  });

  it.each(['constructor', '__proto__', 'toString'])('an event called %s is not known', async (event) => {
    expect((await cutOffBy({ event, createdAt: CREATED_AT })).event).toMatchObject({ reason: 'unknown' });
  });

  it.each(['Role.Deleted', 'Scope.Deleted', 'Organization.Deleted', 'User.Deleted'])(
    'a test delivery of %s is acknowledged and cuts nobody off, whatever the policy',
    async (event) => {
      const payload = {
        event,
        createdAt: CREATED_AT,
        path: '/fake-path/:id',
        method: 'POST',
        status: 200,
        params: { id: 'fake-id' },
        data: { result: 'success' },
      };
      expect(await cutOffBy(payload, 'everyone')).toMatchObject({
        status: 200,
        matches: [],
        event: { kind: 'nothing', reason: 'test' },
      });
    },
  );
});
