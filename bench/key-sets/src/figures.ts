/** What one library shows under faults. Times in milliseconds. */
export interface Figures {
  readonly name: string;
  readonly cold: Cold;
  readonly floods: Readonly<Record<FloodMode, Flood>>;
  /** Fetches for 1000 requests in 10 s, cold, the endpoint answering 500. */
  readonly outage: number;
  readonly rotation: { readonly accepted: boolean; readonly fetches: number };
  /** Whether a token of a withdrawn key is refused once the set has been refreshed. */
  readonly withdrawn: boolean;
  /** The slowest of hang, drip and endless body. `undefined`: none within the patience of the scenario. */
  readonly verdict: { readonly first: number | undefined; readonly next: number | undefined };
  /** Of 450 requests in 9 s, over two ends of freshness, those that took longer than 500 ms. */
  readonly waiting: number;
  /** Bytes; the larger of a body of 100 MB and a gzip bomb of 100 MB. */
  readonly memory: number;
}

export interface Cold {
  readonly fetches: number;
  readonly accepted: number;
}

export type FloodMode = 'healthy' | 'error' | 'hang';

export interface Flood {
  readonly fetches: number;
  /** Unknown kids that were sent; fewer than 10,000 when a thousand fetches had been enough. */
  readonly sent: number;
  /** Good tokens meanwhile: the part that was accepted, 0 to 1. */
  readonly accepted: number;
  /** The 99th percentile before the flood and in it; `undefined` when good tokens were not answered. */
  readonly quiet: number | undefined;
  readonly p99: number | undefined;
}
