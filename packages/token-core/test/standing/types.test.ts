import { describe, expectTypeOf, it } from 'vitest';
import type { StandingSource, VerifierOptions } from '../../src/index.js';
import type { CutOff, CutOffMatch, Standing, StandingOptions } from '../../src/standing/index.js';

describe('the types of a standing', () => {
  it('what createStanding gives is what a verifier takes', () => {
    expectTypeOf<Standing>().toExtend<StandingSource>();
    expectTypeOf<VerifierOptions['standing']>().toEqualTypeOf<StandingSource | undefined>();
  });

  it('a match is everyone or somebody, and knows its members', () => {
    expectTypeOf<{ everyone: true }>().toExtend<CutOffMatch>();
    expectTypeOf<{ sub: string; organization: string }>().toExtend<CutOffMatch>();
    expectTypeOf<{ everyone: true; sub: string }>().not.toExtend<CutOffMatch>();
    expectTypeOf<{ everyone: false }>().not.toExtend<CutOffMatch>();
    expectTypeOf<{ sub: undefined }>().not.toExtend<CutOffMatch>();
    expectTypeOf<{ sub: number }>().not.toExtend<CutOffMatch>();
  });

  it('a moment and the longest life are required', () => {
    expectTypeOf<{ match: CutOffMatch }>().not.toExtend<CutOff>();
    expectTypeOf<{ longestTokenLife: number }>().toExtend<StandingOptions>();
    expectTypeOf<{ whenUnknown: 'accept' }>().not.toExtend<StandingOptions>();
    expectTypeOf<{ longestTokenLife: number; whenUnknown: 'ask' }>().not.toExtend<StandingOptions>();
  });
});
