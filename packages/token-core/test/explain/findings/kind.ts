import { AUTH0, COGNITO, invalid, jwt, KEYCLOAK, type Situations, token, ISSUER, bearer } from './support.js';

const of = (found?: string, check = 'typ') =>
  invalid('type', { check, expected: ['at+jwt', 'application/at+jwt'], found });
const alg = (found?: string) => invalid('algorithm', { check: 'alg', expected: ['ES256', 'RS256'], found });

export const kind: Situations = {
  'type: a refresh token': { error: of('JWT'), evidence: token({ typ: 'Refresh' }) },
  'type: an offline token': { error: of('JWT'), evidence: token({ typ: 'Offline' }) },
  'type: a refresh token by its use': { error: of('JWT'), evidence: token({ token_use: 'refresh' }) },
  'type: an ID token': { error: of('JWT'), evidence: token({ nonce: 'n' }) },
  'type: an ID token of Auth0': { error: of('JWT'), evidence: token({ at_hash: 'n' }, AUTH0) },
  'type: another claim': {
    error: invalid('type', { check: 'token_use', expected: 'access' }),
    evidence: token({}),
  },
  'type: of another kind': { error: of('logout+jwt'), evidence: token({}) },
  'type: of another kind, and no JWT': { error: of('logout+jwt') },
  'type: JWT in a longer form': { error: of('application/JWT'), evidence: token({ scope: 'a' }) },
  'type: JWT, and no JWT': { error: of('jwt') },
  'type: none': { error: of(), evidence: token({}) },
  'type: none, by its claims an access token': { error: of(), evidence: token({ scp: 'a' }) },
  'type: none, at Cognito': { error: of(), evidence: token({ token_use: 'access', nonce: 'n' }, COGNITO) },
  'type: JWT at Auth0': { error: of('JWT'), evidence: token({ sub: 'a' }, AUTH0) },
  'type: JWT at Keycloak': { error: of('JWT'), evidence: token({ permissions: [] }, KEYCLOAK) },
  'type: JWT by a client': { error: of('JWT'), evidence: token({ client_id: 'a' }) },
  'type: JWT, and nothing more': { error: of('JWT'), evidence: token({ sub: 'a' }) },
  'type: one kind is expected': {
    error: invalid('type', { check: 'typ', expected: 'at+jwt', found: 'x' }),
    evidence: token({}),
  },
  'algorithm: a refresh token': { error: alg('HS512'), evidence: token({ typ: 'Refresh' }) },
  'algorithm: none': { error: alg('NONE') },
  'algorithm: a shared secret': { error: alg('HS256'), evidence: token({}) },
  'algorithm: left out': { error: alg('RS384'), evidence: token({}) },
  'algorithm: left out, EdDSA': { error: alg('EdDSA'), evidence: token({}) },
  'algorithm: of nobody': { error: alg('XS1'), evidence: { token: jwt() } },
  'algorithm: of nobody, and no JWT': { error: alg('XS1') },
  'algorithm: no text': { error: alg(), evidence: token({}, ISSUER) },
  'header: crit': { error: invalid('header', { check: 'crit' }) },
  'header: b64': { error: invalid('header', { check: 'b64' }) },
  'header: kid': { error: invalid('header', { check: 'kid' }) },
  'header: another': { error: invalid('header', { check: 'x5u' }), evidence: bearer('x') },
  'header: nothing is known': { error: invalid('header') },
};
