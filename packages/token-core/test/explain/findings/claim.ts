import { invalid, NOW, type Situations, token } from './support.js';

const of = (check?: string, found?: string | number, expected?: string | number) =>
  invalid('claim', { check, found, expected });

export const claim: Situations = {
  'claim: bound': { error: invalid('bound', { check: 'cnf' }), evidence: token({ cnf: {} }) },
  'claim: no exp': { error: of('exp'), evidence: token({}) },
  'claim: no exp, of a token that nobody has read': { error: of('exp') },
  'claim: no iat': { error: of('iat'), evidence: token({}) },
  'claim: no nbf': { error: of('nbf'), evidence: token({}) },
  'claim: an iat that cannot be told': { error: of('iat'), evidence: token({ iat: null }) },
  'claim: milliseconds': { error: of('exp', 1e11), evidence: token({ exp: 1e11 }) },
  'claim: nearly so large': { error: of('exp', 99_999_999_999), evidence: token({ exp: 1 }) },
  'claim: an iat ahead': { error: of('iat', NOW + 90), evidence: token({ iat: NOW + 90 }) },
  'claim: an iat ahead, of a token that nobody has read': { error: of('iat', NOW + 90) },
  'claim: a time as text': { error: of('nbf', '1800000000'), evidence: token({ nbf: '1800000000' }) },
  'claim: no sub': { error: of('sub'), evidence: token({}) },
  'claim: no sub, of a token that nobody has read': { error: of('sub') },
  'claim: a sub that is no text': { error: of('sub', 5), evidence: token({ sub: 5 }) },
  'claim: a sub that is no text, of a token that nobody has read': { error: of('sub', 5) },
  'claim: a sub of nothing': { error: of('sub'), evidence: token({ sub: null }) },
  'claim: scope is a list': { error: of('scopeClaim'), evidence: token({ scope: ['a'] }) },
  'claim: scopes of another shape': { error: of('scopeClaim'), evidence: token({ scope: 5 }) },
  'claim: scopes of a token that nobody has read': { error: of('scopeClaim') },
  'claim: another': { error: of('act', 5), evidence: token({ act: 5 }) },
  'claim: one without a name': { error: of() },
  'claim: lives too long': { error: of('longestTokenLife', 90_000, 7200) },
  'claim: a subject of the standing': { error: of('standing.sub') },
  'claim: a role of the standing': { error: of('standing.role') },
};
