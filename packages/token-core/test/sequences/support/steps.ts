import * as fc from 'fast-check';
import { PUBLICATIONS, SAMPLES } from './cast.js';
import { HEALTH } from './endpoint.js';

const issuer = fc.constantFrom('a' as const, 'b' as const);
const requirement = fc.constantFrom(
  undefined,
  undefined,
  { scopes: ['read:products'] },
  { scopes: ['admin'] },
  { anyScope: ['admin', 'read:products'] },
  [{ scopes: ['read:products'] }, { anyScope: ['admin'] }],
);
/** Some tokens come again and again, as they do. */
const token = fc.oneof(fc.constantFrom(...SAMPLES.slice(0, 6)), fc.constantFrom(...SAMPLES));
/** Around every bound: the tolerance, the budget, the back-off, the freshness, the stale service; and back. */
const seconds = fc.constantFrom(0.5, 1, 4, 5, 6, 11, 31, 61, 301, 480, 601, 3600, 4201, -30, -700);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), party: fc.nat(6), token, requirement }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask all' as const), token, requirement }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      issuer,
      publication: fc.constantFrom(...PUBLICATIONS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('health' as const),
      issuer,
      health: fc.constantFrom(...HEALTH, 'up' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refresh' as const), source: fc.nat(2) }) },
);

/** One thing that happens to a process. */
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export const steps = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });
