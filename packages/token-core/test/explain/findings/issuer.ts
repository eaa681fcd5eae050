import { invalid, ISSUER, type Situations, trusting } from './support.js';

const from = (found: string | undefined, expected: string = ISSUER) =>
  invalid('issuer', { check: 'iss', expected, found });

export const issuer: Situations = {
  'issuer: none': { error: from(undefined) },
  'issuer: none, and nothing is known': { error: invalid('issuer') },
  'issuer: what is expected is the first of the verifier': {
    error: invalid('issuer', { found: 'https://x.test' }),
    evidence: trusting(ISSUER),
  },
  'issuer: Entra of version 1': {
    error: from('https://sts.windows.net/t/', 'https://login.microsoftonline.com/t/v2.0/'),
  },
  'issuer: Entra of version 1, without version 2': {
    error: from('https://sts.windows.net/t/', 'https://login.microsoftonline.com/t'),
  },
  'issuer: version 2, of nobody': {
    error: from('https://sts.example.com/t/', 'https://login.microsoftonline.com/t/v2.0'),
  },
  'issuer: a slash': { error: from(`${ISSUER}/`) },
  'issuer: http': { error: from('http://tenant.logto.app/oidc') },
  'issuer: http, and another path': { error: from('http://tenant.logto.app/x') },
  'issuer: https, where http is expected': {
    error: from('https://tenant.logto.app/oidc', 'http://tenant.logto.app/oidc'),
  },
  'issuer: http on both sides, another port': { error: from('http://a.test:1/x', 'http://a.test:2/x') },
  'issuer: the path is forgotten': { error: from(`${ISSUER}/`, 'https://tenant.logto.app') },
  'issuer: another path is forgotten': {
    error: from('https://tenant.logto.app/realms/x', 'https://tenant.logto.app'),
  },
  'issuer: /oidc beside another path': { error: from(ISSUER, 'https://tenant.logto.app/x') },
  'issuer: capitals': { error: from('https://Tenant.logto.app/oidc') },
  'issuer: a name inside': {
    error: from('http://keycloak:8080/realms/x', 'https://id.example.com/realms/x'),
  },
  'issuer: a name outside': {
    error: from('https://id.example.com/realms/x', 'http://keycloak.internal/realms/x'),
  },
  'issuer: both inside': { error: from('http://keycloak:8080/x', 'http://id.local/x') },
  'issuer: localhost and a name': { error: from('http://localhost:1/x', 'https://id.example.com/x') },
  'issuer: a custom domain': { error: from('https://auth.example.com/oidc') },
  'issuer: a custom domain of two': {
    error: from('https://auth.example.com/oidc'),
    evidence: { verifier: { issuers: [ISSUER, 'https://x.test'] } },
  },
  'issuer: a custom domain of one': {
    error: from('https://auth.example.com/oidc'),
    evidence: trusting(ISSUER),
  },
  'issuer: no address': { error: from('tenant', 'other') },
};
