import { afterEach, describe, expect, it } from 'vitest';
import { createOrganizationVerifier, defineOrganization, defineResource } from '../src/index.js';

const prototype = Object.prototype as Record<string, unknown>;
const issuer = 'https://tenant.logto.app/oidc';
const organization = defineOrganization({ scopes: { 'invite:members': 'Invite members' } });

afterEach(() => {
  for (const name of ['place', 'organization', 'reserved']) delete prototype[name];
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

  it('reserved', () => {
    prototype['reserved'] = ['https://api.example.com'];
    const definition = { indicator: 'https://api.example.com', scopes: { read: 'Read' } };
    expect(defineResource(definition).indicator).toBe(definition.indicator);
  });
});

describe('what is no options object is a TypeError that says so', () => {
  it.each([undefined, null, 'x', 5])('%j', (options) => {
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
