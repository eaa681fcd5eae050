import { afterEach, describe, expect, it } from 'vitest';
import { createStanding } from '@acme/token-core/standing';
import { publishChanges } from '../src/management/index.js';
import { createWebhookReceiver } from '../src/webhooks/index.js';
import {
  claimsScript,
  createOrganizationVerifier,
  defineOrganization,
  defineResource,
} from '../src/index.js';
import { KEY } from './support/delivery.js';
import { recordingStanding } from './support/standing.js';

const prototype = Object.prototype as Record<string, unknown>;
const issuer = 'https://tenant.logto.app/oidc';
const organization = defineOrganization({ scopes: { 'invite:members': 'Invite members' } });

afterEach(() => {
  for (const name of ['place', 'organization', 'reserved', 'onEvent', 'onRoleChange', 'signingKeys'])
    delete prototype[name];
});

describe('rule 3: options are read as own members; a polluted Object.prototype opens nothing', () => {
  it('place', () => {
    prototype['place'] = 'any';
    expect(() => createOrganizationVerifier({ issuer, organization } as never)).toThrow(/^place: expected/);
  });

  it('organization', () => {
    prototype['organization'] = organization;
    expect(() => createOrganizationVerifier({ issuer, place: 'any' } as never)).toThrow(
      /^organization: expected what defineOrganization returns/,
    );
  });

  it('what is inherited, or a getter of a class, is no option passed over in silence', () => {
    class Settings {
      readonly issuer = issuer;
      readonly organization = organization;
      readonly place = 'any';
      get standing(): never {
        throw new Error('never read');
      }
    }
    expect(() => createOrganizationVerifier(new Settings() as never)).toThrow(
      'standing: expected a member of its own',
    );
    const inherited: unknown = Object.create({ reserved: ['urn:other'] });
    const definition = { indicator: 'urn:api', scopes: { read: 'Read' } };
    expect(() => defineResource(Object.assign(inherited as object, definition))).toThrow(
      'reserved: expected a member of the definition itself, neither inherited nor hidden',
    );
  });

  it('a hole in reserved, and a getter that throws, are mistakes that the start names', () => {
    const thrower = (name: string): never =>
      Object.defineProperty({ issuer, organization, place: 'any' }, name, {
        enumerable: true,
        get() {
          throw new Error('the password is hunter2');
        },
      }) as never;
    for (const name of ['organization', 'place', 'keys', 'issuer']) {
      expect(() => createOrganizationVerifier(thrower(name))).toThrow(
        `${name}: expected a member of its own`,
      );
    }
    expect(() => defineResource(thrower('indicator'))).toThrow('indicator: expected a member of its own');
    expect(() => claimsScript(thrower('role'))).toThrow('role: expected a member of its own');
    const reserved: string[] = [];
    reserved[1] = 'urn:other';
    expect(() => defineResource({ indicator: 'urn:api', scopes: { read: 'Read' }, reserved })).toThrow(
      /^reserved: expected a list of audiences/,
    );
  });

  it('onEvent', async () => {
    const heard: unknown[] = [];
    prototype['onEvent'] = (event: unknown) => heard.push(event);
    const standing = createStanding({ longestTokenLife: 3600, onEvent: () => undefined });
    const receiver = createWebhookReceiver({
      standing,
      signingKeys: ['signing-key-of-the-webhook'],
      onRoleChange: 'everyone',
    });
    await receiver.receive({ headers: {}, rawBody: '{}' });
    const middleware = publishChanges({ standing, onRoleChange: 'everyone' });
    await middleware.onResponse({
      request: { method: 'DELETE' },
      response: { status: 204, headers: new Headers() },
      schemaPath: '/api/users/{userId}/roles/{roleId}',
      params: { path: { userId: 'u1', roleId: 'r1' } },
    });
    expect(heard).toStrictEqual([]);
  });

  it('reserved', () => {
    prototype['reserved'] = ['https://api.example.com'];
    const definition = { indicator: 'https://api.example.com', scopes: { read: 'Read' } };
    expect(defineResource(definition).indicator).toBe(definition.indicator);
  });

  it('onRoleChange, of both feeds', () => {
    prototype['onRoleChange'] = 'nobody';
    const standing = recordingStanding();
    for (const start of [
      () => createWebhookReceiver({ standing, signingKeys: [KEY] } as never),
      () => publishChanges({ standing } as never),
    ]) {
      expect(start).toThrow(/^onRoleChange: expected/);
    }
  });

  it('signingKeys', () => {
    prototype['signingKeys'] = [KEY];
    const given = { standing: recordingStanding(), onRoleChange: 'everyone' };
    expect(() => createWebhookReceiver(given as never)).toThrow(/^signingKeys: expected/);
  });
});

describe('what is no options object is a TypeError that says so', () => {
  it.each([undefined, null, 'x', 5])('%j', (options) => {
    expect(() => createWebhookReceiver(options as never)).toThrow(
      /^(?:createWebhookReceiver: options: expected an object|standing: expected)/,
    );
    expect(() => createOrganizationVerifier(options as never)).toThrow(
      /^createOrganizationVerifier: options: expected an object/,
    );
    expect(() => defineOrganization(options as never)).toThrow(
      /^defineOrganization: options: expected an object/,
    );
    expect(() => defineResource(options as never)).toThrow(
      /^(?:indicator: expected|defineResource: unknown)/,
    );
  });

  it.each([null, {}, [], 'x'])('organization: %j', (given) => {
    const options = { issuer, place: 'any', organization: given };
    expect(() => createOrganizationVerifier(options as never)).toThrow(
      /^organization: expected what defineOrganization returns/,
    );
  });

  it('an indicator or reserved audiences beside an organization are unknown', () => {
    const scopes = { read: 'Read' };
    expect(() => defineOrganization({ scopes, indicator: 'https://a.example' } as never)).toThrow(
      /^defineOrganization: unknown option "indicator"/,
    );
  });

  it.each([5, 'urn:x', null])('reserved: %j', (reserved) => {
    const definition = { indicator: 'https://api.example.com', scopes: { read: 'Read' }, reserved };
    expect(() => defineResource(definition as never)).toThrow(/^reserved: expected a list of audiences/);
  });
});
