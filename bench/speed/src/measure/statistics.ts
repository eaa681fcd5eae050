/** Where the middle of some figures lies, and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** The median with the first and the third quartile, by linear interpolation. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75) };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How two series of figures stand to each other. */
export interface Ratio extends Spread {
  /** The best figure of the one by the best figure of the other: what is left when the machine was quiet once for each. */
  readonly best: number;
}

/**
 * How many times a time fits into another one, round by round: both were taken within the same moments, so what slows
 * the machine down slows both.
 */
export function ratioOf(dividends: readonly number[], divisors: readonly number[]): Ratio {
  return { ...roundRatios(dividends, divisors), best: Math.min(...dividends) / Math.min(...divisors) };
}

/** The same for rates, of which the highest is the best. */
export function rateRatioOf(dividends: readonly number[], divisors: readonly number[]): Ratio {
  return { ...roundRatios(dividends, divisors), best: Math.max(...dividends) / Math.max(...divisors) };
}

function roundRatios(dividends: readonly number[], divisors: readonly number[]): Spread {
  return spreadOf(dividends.map((dividend, round) => dividend / (divisors[round] ?? Number.NaN)));
}
