import { AUTH0, ISSUER, jwt, lacking, type Situations, token, trusting } from './support.js';

const READ = 'read:products';
const WRITE = 'write:products';

export const scope: Situations = {
  'scope: in permissions': {
    error: lacking([READ], ['openid']),
    evidence: token({ permissions: [READ, 'x'] }),
  },
  'scope: in scp': { error: lacking([READ], ['openid']), evidence: token({ scp: `x ${READ}` }) },
  'scope: in scp, by commas': { error: lacking([READ], ['openid']), evidence: token({ scp: `x,${READ}` }) },
  'scope: in roles': { error: lacking([READ]), evidence: token({ roles: [READ] }) },
  'scope: one of two in roles': {
    error: lacking([READ, WRITE], []),
    evidence: token({ sub: 'a', roles: [READ] }),
  },
  'scope: roles that are no list': {
    error: lacking([READ], []),
    evidence: token({ sub: 'a', roles: { [READ]: 1 } }),
  },
  'scope: by commas': { error: lacking([READ], [`${WRITE},${READ}`]), evidence: token({ sub: 'a' }) },
  'scope: by commas, and not among them': { error: lacking([READ], ['a,b']), evidence: token({ sub: 'a' }) },
  'scope: reversed': { error: lacking([WRITE, READ], ['x', 'products:read']), evidence: token({ sub: 'a' }) },
  'scope: in the singular': { error: lacking([READ], ['read:product']), evidence: token({ sub: 'a' }) },
  'scope: another separator and capitals': {
    error: lacking([READ], ['Read.Products']),
    evidence: token({ sub: 'a' }),
  },
  'scope: an s within': { error: lacking(['desk'], ['dek']), evidence: token({ sub: 'a' }) },
  'scope: words beside each other': { error: lacking(['a:b'], ['ab']), evidence: token({ sub: 'a' }) },
  'scope: of an organization': {
    error: lacking([READ], []),
    evidence: token({ organization_id: 'o', sub: 'c', client_id: 'c' }),
  },
  'scope: of a machine': { error: lacking([READ], []), evidence: token({ sub: 'c', client_id: 'c' }) },
  'scope: of a machine at Auth0': {
    error: lacking([READ], []),
    evidence: token({ sub: 'c', client_id: 'c' }, AUTH0),
  },
  'scope: only openid': { error: lacking([READ], ['openid', 'profile']), evidence: token({ sub: 'a' }) },
  'scope: all of OpenID Connect': {
    error: lacking([READ], ['openid', 'profile', 'email', 'phone', 'address', 'offline_access']),
    evidence: { verifier: {} },
  },
  'scope: openid and another': { error: lacking([READ], ['openid', WRITE]), evidence: token({ sub: 'a' }) },
  'scope: none': { error: lacking([READ], []), evidence: token({ sub: 'a' }) },
  'scope: none, of nobody': { error: lacking([READ], []), evidence: { token: jwt({ sub: 'a' }) } },
  'scope: none, and nothing is known': { error: lacking([READ, WRITE]) },
  'scope: lacking': { error: lacking([READ, WRITE], [READ], [WRITE]), evidence: trusting(ISSUER) },
};
