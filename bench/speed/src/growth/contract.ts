/** What grows. */
export type GrowthKind = 'verifiers' | 'tokens' | 'routes';

/** What the child is to measure, from the smallest to the largest. */
export interface GrowthOrder {
  readonly kind: GrowthKind;
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** After so many seconds no larger size is begun, and one that is being filled stays as it is. */
  readonly seconds: number;
}

/** One size. */
export interface GrowthPoint {
  readonly size: number;
  /** Heap and buffers in use after a full collection, without what the measurement itself holds. */
  readonly bytes: number;
  /** A request, in nanoseconds, one figure a round. */
  readonly nanoseconds: readonly number[];
  /** The same without us: a bare look-up among as many texts or in as many tables, or an open route among as many. */
  readonly floor: readonly number[];
}
