import { describe, expect, it } from 'vitest';
import { createVerifier, defineResource, staticKeys, type VerifierOptions } from '../../src/index.js';
import { ISSUER, key, mint, NOW, RESOURCE, verdictOf, verifierWith } from '../support/tokens.js';

const PREFIX = 'urn:example:organization:';
const forOrganizations = (options: Partial<VerifierOptions> = {}) =>
  verifierWith({ organizationAudience: PREFIX, organization: 'required', ...options });

describe('rule 28: tokens that are meant for an organization', () => {
  it('carry the id that stands in their audience', async () => {
    const { organization } = await forOrganizations().verify(await mint({ aud: `${PREFIX}a` }));
    expect(organization).toBe('a');
    const list = await forOrganizations().verify(await mint({ aud: [`${PREFIX}b:c`] }));
    expect(list.organization).toBe('b:c');
  });

  it.each([
    PREFIX,
    RESOURCE,
    `x${PREFIX}a`,
    PREFIX.toUpperCase() + 'a',
    [`${PREFIX}a`, `${PREFIX}b`],
    [],
    7,
    undefined,
  ])('aud %j is refused', async (aud) => {
    expect(await verdictOf(forOrganizations(), await mint({ aud }))).toBe('audience');
  });

  it('a claim that names another organization is refused, the same one is not', async () => {
    const aud = `${PREFIX}a`;
    expect(await verdictOf(forOrganizations(), await mint({ aud, organization_id: 'b' }))).toBe('claim');
    expect(await verdictOf(forOrganizations(), await mint({ aud, organization_id: 'a' }))).toBe('accepted');
  });

  it('neither kind passes as the other', async () => {
    const organization = await mint({ aud: `${PREFIX}a` });
    expect(await verdictOf(verifierWith({ organization: 'any' }), organization)).toBe('audience');
    expect(await verdictOf(forOrganizations({ organization: 'any' }), await mint())).toBe('audience');
  });

  it.each([
    ['organizationAudience', { organizationAudience: '', organization: 'any' }],
    ['organizationAudience', { organizationAudience: 'urn:x', organization: 'any' }],
    ['organizationAudience', { organizationAudience: 7, organization: 'any' }],
    ['organization', { organizationAudience: PREFIX }],
    ['organization', { organizationAudience: PREFIX, organization: 'none' }],
  ])('the option %s is checked: %j', (option, options) => {
    const name = new RegExp(`^${option}: expected`);
    expect(() => verifierWith(options as unknown as Partial<VerifierOptions>)).toThrow(name);
  });
});

describe('rule 28: a reserved audience is nobody’s API', () => {
  const reserved = ['urn:example:all', PREFIX];
  const scopes = { 'read:products': 'See products' };
  const verifier = createVerifier({
    issuer: ISSUER,
    resource: defineResource({ indicator: RESOURCE, scopes, reserved }),
    keys: staticKeys({ keys: [key.publicJwk] }),
    now: () => NOW * 1000,
  });

  it.each(['urn:example:all', `${PREFIX}a`])('%s as an indicator is a TypeError', (indicator) => {
    expect(() => defineResource({ indicator, scopes, reserved })).toThrow(/^indicator: expected/);
  });

  it.each([
    [RESOURCE, 'accepted'],
    [[RESOURCE, 'urn:example:other'], 'accepted'],
    [[RESOURCE, 'urn:example:all'], 'audience'],
    [['urn:example:all', RESOURCE], 'audience'],
    [[RESOURCE, `${PREFIX}a`], 'audience'],
    ['urn:example:all', 'audience'],
  ])('aud %j: %s', async (aud, verdict) => {
    expect(await verdictOf(verifier, await mint({ aud }))).toBe(verdict);
  });

  it.each([[['']], ['urn:x'], [[7]], [null]])('reserved: %j is a TypeError', (list) => {
    const definition = { indicator: RESOURCE, scopes, reserved: list as unknown as string[] };
    expect(() => defineResource(definition)).toThrow(/^reserved: expected/);
  });
});
