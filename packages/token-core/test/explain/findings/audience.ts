import {
  AUTH0,
  COGNITO,
  ENTRA,
  invalid,
  KEYCLOAK,
  RESOURCE,
  type Situations,
  token,
  trusting,
} from './support.js';

const meant = (found?: string | readonly string[], check?: string) =>
  invalid('audience', { check, expected: RESOURCE, found });

export const audience: Situations = {
  'audience: an ID token': { error: meant('client-1'), evidence: token({ aud: 'client-1', nonce: 'n' }) },
  'audience: an ID token of Auth0': { error: meant('c'), evidence: token({ aud: 'c', nonce: 'n' }, AUTH0) },
  'audience: none': { error: meant(), evidence: token({}) },
  'audience: none, by a claim of its own': { error: meant([], 'resource'), evidence: token({}) },
  'audience: none, and nothing is known': { error: invalid('audience') },
  'audience: none, at Auth0': { error: meant(), evidence: trusting(AUTH0) },
  'audience: none, at Keycloak': { error: meant(), evidence: trusting(KEYCLOAK) },
  'audience: none, at Supabase': { error: meant(), evidence: trusting('https://x.supabase.co/auth/v1') },
  'audience: none, at Entra': { error: meant(), evidence: trusting(ENTRA) },
  'audience: none, at Cognito': { error: meant(), evidence: trusting(COGNITO) },
  'audience: a slash more, behind another one': { error: meant(['https://other.test', `${RESOURCE}/`]) },
  'audience: in capitals, by a claim of its own': { error: meant('https://API.example.com', 'resource') },
  'audience: userinfo': { error: meant([`${AUTH0}userinfo`, 'x']) },
  'audience: Management API of Auth0': { error: meant(`${AUTH0}api/v2/`) },
  'audience: Graph by number': { error: meant('00000003-0000-0000-c000-000000000000') },
  'audience: Graph by name': { error: meant('https://graph.microsoft.com') },
  'audience: account': { error: meant('account') },
  'audience: an organization': { error: meant('urn:logto:organization:org1') },
  'audience: organizations': { error: meant('urn:logto:resource:organizations') },
  'audience: Management API of Logto': { error: meant('https://default.logto.app/api') },
  'audience: the client': {
    error: meant(['x', 'client-1']),
    evidence: token({ client_id: 'client-1', scope: 'a' }),
  },
  'audience: the client, by azp': {
    error: meant('client-1', 'resource'),
    evidence: token({ azp: 'client-1' }),
  },
  'audience: another API, of a client': {
    error: meant('https://orders.test'),
    evidence: token({ client_id: 'c' }),
  },
  'audience: several others': { error: meant(['https://orders.test', 'https://stock.test'], 'resource') },
  'audience: what is expected is no text': {
    error: invalid('audience', { expected: 5, found: 'x' }),
    evidence: token({}),
  },
};
