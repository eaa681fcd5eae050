import { describe, expect, it } from 'vitest';
import { createVerifier, defineResource, staticKeys, verifierOf } from '../../src/index.js';
import { key } from '../support/tokens.js';
import { resourceMetadata, type ResourceMetadataOptions } from '../../src/metadata/index.js';

const issuer = 'https://auth.example.com/oidc';
const notes = defineResource({
  indicator: 'https://notes.example.com',
  scopes: { 'notes:read': 'Read notes', 'notes:write': 'Write notes' },
});

function documentOf(options?: ResourceMetadataOptions, resource: typeof notes | string = notes) {
  return createVerifier({ issuer, resource, metadata: resourceMetadata(options) }).metadata?.document;
}

describe('rule 32: the document says what is configured, and nothing else', () => {
  it('resource, issuers and permissions come from the verifier', () => {
    expect(documentOf()).toEqual({
      resource: 'https://notes.example.com',
      authorization_servers: [issuer],
      scopes_supported: ['notes:read', 'notes:write'],
      bearer_methods_supported: ['header'],
    });
  });

  it('the rest comes from the options', () => {
    const document = documentOf({
      resourceName: 'Notes',
      resourceDocumentation: 'https://notes.example.com/docs',
      resourcePolicyUri: 'https://notes.example.com/policy',
      resourceTosUri: 'https://notes.example.com/terms',
      authorizationServers: ['https://login.example.com'],
    });
    expect(document).toMatchObject({
      authorization_servers: ['https://login.example.com'],
      resource_name: 'Notes',
      resource_documentation: 'https://notes.example.com/docs',
      resource_policy_uri: 'https://notes.example.com/policy',
      resource_tos_uri: 'https://notes.example.com/terms',
    });
  });

  it('no member is empty: where the permissions are not known there are none', () => {
    expect(documentOf({}, 'https://notes.example.com')).not.toHaveProperty('scopes_supported');
  });

  it('what is sent is the document, letter by letter, and cannot be changed', () => {
    const { metadata } = createVerifier({ issuer, resource: notes, metadata: resourceMetadata() });
    const answer = metadata?.answer('GET', '/.well-known/oauth-protected-resource');
    expect(JSON.parse(answer?.body ?? '')).toEqual(metadata?.document);
    expect([metadata, metadata?.document, answer, answer?.headers].every(Object.isFrozen)).toBe(true);
  });

  it('several issuers of one API stand in one document', () => {
    const metadata = resourceMetadata({ resourceName: 'Notes' });
    const other = 'https://tenant.example.org/oidc';
    const both = verifierOf([
      createVerifier({ issuer, resource: notes, metadata }),
      createVerifier({ issuer: other, resource: notes }),
    ]);
    expect(both.metadata?.document).toMatchObject({
      authorization_servers: [issuer, other],
      resource_name: 'Notes',
    });
  });

  it('of several verifiers the first says what is published', () => {
    const metadata = resourceMetadata();
    const [one, other] = [
      createVerifier({ issuer, resource: notes }),
      createVerifier({ issuer: 'https://tenant.example.org/oidc', resource: notes, metadata }),
    ];
    expect(() => verifierOf([one, other])).toThrow(
      'verifierOf: expected the option metadata on the first verifier',
    );
  });
});

describe('rule 32: a mistake stops the start', () => {
  it.each([
    [{ resourceName: '' }, /^resourceName: expected a name for people/],
    [{ resourceDocumentation: 'docs' }, /^resourceDocumentation: expected an https URL/],
    [{ resourceDocumentation: 'http://notes.example.com' }, /^resourceDocumentation: expected an https URL/],
    [{ resourcePolicyUri: 1 }, /^resourcePolicyUri: expected an https URL/],
    [{ resourceTosUri: 'javascript:alert(1)' }, /^resourceTosUri: expected an https URL/],
    [{ authorizationServers: null as never }, /^authorizationServers: expected a list/],
    [{ authorizationServers: false as never }, /^authorizationServers: expected a list/],
    [{ authorizationServers: 0 as never }, /^authorizationServers: expected a list/],
    [{ authorizationServers: '' as never }, /^authorizationServers: expected a list/],
    [{ authorizationServers: [] }, /^authorizationServers: expected a list of at least one https URL/],
    [{ authorizationServers: ['https://a.example/?x'] }, /^authorizationServers: expected a list/],
    [{ authorizationServers: ['http://a.example'] }, /^authorizationServers: expected a list/],
    [{ maxAge: -1 }, /^maxAge: expected a whole number of seconds from 0 to 86400/],
    [{ resource_name: 'x' }, /^resourceMetadata: unknown option "resource_name"/],
  ])('%j', (options, message) => {
    expect(() => resourceMetadata(options as ResourceMetadataOptions)).toThrow(message);
  });

  it.each([true, {}, 'x', null])('metadata: %j is a TypeError', (metadata) => {
    expect(() => createVerifier({ issuer, resource: notes, metadata: metadata as never })).toThrow(
      /^metadata: expected what resourceMetadata/,
    );
  });

  it('an issuer that is no address cannot be published', () => {
    const keys = staticKeys({ keys: [key.publicJwk] });
    expect(() =>
      createVerifier({ issuer: 'our-own', resource: notes, keys, metadata: resourceMetadata() }),
    ).toThrow(/^issuer: expected an https URL, or the option authorizationServers/);
  });

  it('nothing of it is kept by a client that must not', () => {
    const { metadata } = createVerifier({
      issuer,
      resource: notes,
      metadata: resourceMetadata({ maxAge: 0 }),
    });
    expect(metadata?.answer('GET', '/.well-known/oauth-protected-resource')?.headers['cache-control']).toBe(
      'no-store',
    );
  });
});
