import { describe, expect, it } from 'vitest';
import { createVerifier, staticKeys } from '../../src/index.js';
import { ISSUER, key, RESOURCE } from '../support/tokens.js';

const keys = staticKeys({ keys: [key.publicJwk] });

describe('rule 14: a setting that is missing stops the start, and names the option', () => {
  const unfilled = [
    '',
    ' ',
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    '[object Promise]',
    'undefined/oidc',
    'null/oidc',
    'https://undefined',
    'https://undefined/oidc',
    'https://undefined.logto.app/oidc',
    'https://tenant.logto.app/undefined',
    'https://tenant.logto.app:undefined/oidc',
    '${LOGTO_ENDPOINT}/oidc',
    'https://{{tenant}}.example.com',
    '<your-endpoint>',
    ` ${ISSUER}`,
    `${ISSUER} `,
    `${ISSUER}\n`,
    `\t${ISSUER}`,
    `\u00a0${ISSUER}`,
    `\ufeff${ISSUER}`,
    `${ISSUER}\u200b`,
    `https://a\u0000.example.com`,
    `"${ISSUER}"`,
    `'${ISSUER}'`,
    undefined,
    null,
    5,
    {},
    [],
  ];

  it.each(unfilled)('issuer: %j', (issuer) => {
    for (const given of [{ keys }, {}]) {
      const options = { issuer: issuer as string, resource: RESOURCE, ...given };
      expect(() => createVerifier(options)).toThrow(/^issuer: expected /);
    }
  });

  it.each([
    'https:tenant.logto.app/oidc',
    'https:/tenant.logto.app/oidc',
    String.raw`https:\\tenant.logto.app\oidc`,
    String.raw`https://tenant.logto.app\oidc`,
    'https:///tenant.logto.app/oidc',
    'http:localhost:3001/oidc',
  ])('issuer: %j, which a URL parser mends and no token names', (issuer) => {
    expect(() => createVerifier({ issuer, resource: RESOURCE })).toThrow(/^issuer: expected an https URL/);
  });

  it.each(unfilled)('resource: %j', (resource) => {
    expect(() => createVerifier({ issuer: ISSUER, resource: resource as string, keys })).toThrow(
      /^resource: expected /,
    );
    const made = { indicator: resource, scopes: {} } as never;
    expect(() => createVerifier({ issuer: ISSUER, resource: made, keys })).toThrow(/^resource: expected /);
  });

  it.each([
    'https://api.example.com',
    'https://api.example.com/null-island',
    'https://undefined-behaviour.example.com/undefinedness',
    'https://nano.example.com/NaNo',
    'urn:example:api',
    'api://8f9d0e4c-1c2e-4a5b-9b53-1f6c0f1de7a1',
    '1234567890@project',
    'My API',
    'https://api.example.com/?v=1',
    'http://localhost:3300/oidc',
  ])('is a name: %s', (name) => {
    expect(createVerifier({ issuer: name, resource: name, keys }).resource.indicator).toBe(name);
  });
});
