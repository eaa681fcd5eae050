import { describe, expect, it } from 'vitest';
import { publishChanges, type ManagementEvent } from '../../src/management/index.js';
import type { OnRoleChange } from '../../src/webhooks/index.js';
import { recordingStanding } from '../support/standing.js';

const DATE = 'Wed, 25 Nov 2026 21:20:47 GMT';
const BEFORE = 1_795_641_647;
const CLAIM: OnRoleChange = { claim: 'role_ids' };

interface Answered {
  readonly status?: number;
  readonly date?: string | undefined;
}

/** Whom a call cuts off: `DELETE /api/users/{userId=u1}` names path and parameters together. */
async function cutOffBy(
  call: string,
  { status = 204, ...rest }: Answered = {},
  onRoleChange: OnRoleChange = CLAIM,
  standing = recordingStanding(),
) {
  const date = 'date' in rest ? rest.date : DATE;
  const events: ManagementEvent[] = [];
  const middleware = publishChanges({ standing, onRoleChange, onEvent: (event) => events.push(event) });
  const [method = '', written = ''] = call.split(' ');
  const path: Record<string, unknown> = {};
  const schemaPath = written.replaceAll(/\{(\w+)=([^}]*)\}/g, (_whole, name: string, value: string) => {
    path[name] = value;
    return `{${name}}`;
  });
  const request = new Request(`https://tenant.logto.app${schemaPath}`, { method });
  const headers = new Headers(date === undefined ? {} : { date });
  const response = new Response(null, { status, headers });
  expect(await middleware.onResponse({ request, response, schemaPath, params: { path } })).toBeUndefined();
  return { cutOffs: standing.cutOffs, revoked: standing.revoked, events };
}

describe('a change that takes something away and sends no event cuts off', () => {
  it.each([
    ['DELETE /api/users/{userId=u1}/roles/{roleId=r1}', { sub: 'u1' }],
    ['PUT /api/users/{userId=u1}/roles', { sub: 'u1' }],
    ['DELETE /api/roles/{id=r1}/users/{userId=u1}', { sub: 'u1' }],
    ['DELETE /api/applications/{applicationId=a1}/roles/{roleId=r1}', { client: 'a1' }],
    ['PUT /api/applications/{applicationId=a1}/roles', { client: 'a1' }],
    ['DELETE /api/roles/{id=r1}/applications/{applicationId=a1}', { client: 'a1' }],
    ['DELETE /api/organizations/{id=o1}/users/{userId=u1}/roles/{organizationRoleId=r1}', { sub: 'u1' }],
    ['PUT /api/organizations/{id=o1}/users/{userId=u1}/roles', { sub: 'u1' }],
    [
      'DELETE /api/organizations/{id=o1}/applications/{applicationId=a1}/roles/{organizationRoleId=r1}',
      { client: 'a1', organization: 'o1' },
    ],
    [
      'PUT /api/organizations/{id=o1}/applications/{applicationId=a1}/roles',
      { client: 'a1', organization: 'o1' },
    ],
    ['DELETE /api/organization-roles/{id=r1}/resource-scopes/{scopeId=s1}', { role: 'r1' }],
    ['PUT /api/organization-roles/{id=r1}/resource-scopes', { role: 'r1' }],
    ['DELETE /api/users/{userId=u1}/personal-access-tokens/{name=ci}', { sub: 'u1' }],
    ['POST /api/users/{userId=u1}/personal-access-tokens/delete', { sub: 'u1' }],
    ['DELETE /api/users/{userId=u1}/sessions/{sessionId=s1}', { session: 's1' }],
    ['DELETE /api/users/{userId=u1}/grants/{grantId=g1}', { grant: 'g1' }],
    ['DELETE /api/resources/{id=x1}', { everyone: true }],
    ['DELETE /api/applications/{id=a1}', { client: 'a1' }],
    ['DELETE /api/applications/{id=a1}/secrets/{name=old}', { client: 'a1' }],
    ['DELETE /api/applications/{id=a1}/legacy-secret', { client: 'a1' }],
    [
      'DELETE /api/applications/{applicationId=a1}/user-consent-scopes/{scopeType=t}/{scopeId=s1}',
      { client: 'a1' },
    ],
    [
      'DELETE /api/applications/{id=a1}/users/{userId=u1}/consent-organizations/{organizationId=o1}',
      { sub: 'u1', client: 'a1' },
    ],
    ['PUT /api/applications/{id=a1}/users/{userId=u1}/consent-organizations', { sub: 'u1', client: 'a1' }],
  ])('%s', async (call, match) => {
    const { cutOffs, events } = await cutOffBy(call);
    expect(cutOffs).toEqual([{ match, before: BEFORE }]);
    expect(events).toEqual([{ change: call.replaceAll(/=[^}]*/g, ''), matches: [match], isWritten: true }]);
  });
});

describe('nobody is cut off', () => {
  it.each([
    ['by what gives', 'POST /api/users/{userId=u1}/roles'],
    ['by what gives', 'POST /api/roles/{id=r1}/users'],
    ['by what gives', 'POST /api/organizations/{id=o1}/users/{userId=u1}/roles'],
    ['by what gives', 'POST /api/organization-roles/{id=r1}/resource-scopes'],
    ['by what gives', 'POST /api/users/{userId=u1}/personal-access-tokens'],
    ['by what reads', 'GET /api/users/{userId=u1}/roles'],
    ['by what reads', 'GET /api/organization-roles/{id=r1}/resource-scopes'],
    ['by what the webhook tells', 'DELETE /api/users/{userId=u1}'],
    ['by what the webhook tells', 'PATCH /api/users/{userId=u1}/is-suspended'],
    ['by what the webhook tells', 'DELETE /api/roles/{id=r1}'],
    ['by what the webhook tells', 'DELETE /api/roles/{id=r1}/scopes/{scopeId=s1}'],
    ['by what the webhook tells', 'PUT /api/organization-roles/{id=r1}/scopes'],
    ['by what the webhook tells', 'DELETE /api/organizations/{id=o1}'],
    ['by what the webhook tells', 'DELETE /api/organizations/{id=o1}/users/{userId=u1}'],
    ['by what the webhook tells', 'DELETE /api/resources/{resourceId=x1}/scopes/{scopeId=s1}'],
    ['by what has no meaning here', 'DELETE /api/hooks/{id=h1}'],
    ['by what is no path of Logto', 'DELETE /constructor'],
  ])('%s: %s', async (_why, call) => {
    expect(await cutOffBy(call, { status: 200 })).toEqual({ cutOffs: [], revoked: [], events: [] });
  });

  it.each([400, 401, 403, 404, 422, 500, 302])('by a call that was answered with %i', async (status) => {
    const { cutOffs } = await cutOffBy('DELETE /api/users/{userId=u1}/roles/{roleId=r1}', { status });
    expect(cutOffs).toEqual([]);
  });
});

describe('the machine that loses all its roles', () => {
  it('is cut off though Logto answers 422: it has taken them away by then', async () => {
    const { cutOffs } = await cutOffBy('PUT /api/applications/{applicationId=a1}/roles', { status: 422 });
    expect(cutOffs).toEqual([{ match: { client: 'a1' }, before: BEFORE }]);
    const refused = await cutOffBy('PUT /api/users/{userId=u1}/roles', { status: 422 });
    expect(refused.cutOffs).toEqual([]);
  });
});

describe('the moment', () => {
  it.each([undefined, '', 'yesterday'])('an answer whose Date is %j: now', async (date) => {
    const { cutOffs, revoked } = await cutOffBy('PUT /api/users/{userId=u1}/roles', { status: 200, date });
    expect({ cutOffs, revoked }).toEqual({ cutOffs: [], revoked: [{ sub: 'u1' }] });
  });
});

describe('where tokens do not say enough', () => {
  const silent = () => recordingStanding({});

  it.each([
    'DELETE /api/users/{userId=u1}/sessions/{sessionId=s1}',
    'DELETE /api/users/{userId=u1}/grants/{grantId=g1}',
  ])('%s cuts off all tokens of the user', async (call) => {
    const { cutOffs } = await cutOffBy(call, {}, 'everyone', silent());
    expect(cutOffs).toEqual([{ match: { sub: 'u1' }, before: BEFORE }]);
  });

  const ROLE = 'DELETE /api/organization-roles/{id=r1}/resource-scopes/{scopeId=s1}';
  it.each([ROLE, 'DELETE /api/resources/{id=x1}'])('%s follows onRoleChange', async (call) => {
    const everyone = await cutOffBy(call, {}, 'everyone', silent());
    expect(everyone.cutOffs).toEqual([{ match: { everyone: true }, before: BEFORE }]);
    expect((await cutOffBy(call, {}, 'nobody', silent())).cutOffs).toEqual([]);
  });
});

describe('a store that does not take a cut-off', () => {
  it('does not spoil the answer of the call, and is told', async () => {
    const standing = recordingStanding();
    standing.isWritten = false;
    const { events } = await cutOffBy('PUT /api/users/{userId=u1}/roles', { status: 200 }, CLAIM, standing);
    expect(events).toMatchObject([{ isWritten: false }]);
  });
});

describe('options', () => {
  it.each([
    [undefined, /^publishChanges/],
    [{}, /^standing/],
    [{ standing: recordingStanding() }, /^onRoleChange: .*there is no default/],
    [{ standing: recordingStanding(), onRoleChange: 'everyone', onEvent: 1 }, /^onEvent/],
    [{ standing: recordingStanding(), onRoleChange: 'everyone', webhook: true }, /unknown option "webhook"/],
    [{ standing: recordingStanding({}), onRoleChange: CLAIM }, /^onRoleChange: .* it reads none/],
  ])('%j is a TypeError that names the option', (options, message) => {
    expect(() => publishChanges(options as never)).toThrow(TypeError);
    expect(() => publishChanges(options as never)).toThrow(message);
  });
});
