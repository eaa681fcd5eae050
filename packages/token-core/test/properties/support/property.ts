import * as fc from 'fast-check';

/** A statement about every input there is. */
export interface Property {
  readonly name: string;
  /** How many inputs it gets in an ordinary test run. */
  readonly runs: number;
  /** Rejects with the smallest input found that it does not hold for. */
  check(inputs: { readonly numRuns: number; readonly seed: number }): Promise<void>;
}

export function property<T>(
  name: string,
  runs: number,
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => Promise<void>,
): Property {
  return {
    name,
    runs,
    check: async (parameters) => {
      await fc.assert(fc.asyncProperty(inputs, holds), parameters);
    },
  };
}
