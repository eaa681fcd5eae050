import type { Ratio, Spread } from '../measure/statistics.js';

/** Nanoseconds in the unit in which they are easiest to read. */
export function time(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${digits(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${digits(nanoseconds / 1e3)} µs`;
  return `${digits(nanoseconds / 1e6)} ms`;
}

/** The quartiles of a time. */
export function timeSpread({ lower, upper }: Spread): string {
  return `${time(lower)} – ${time(upper)}`;
}

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** How many times, with the quartiles. */
export function times(ratio: Spread): string {
  return `${digits(ratio.median)}× (${digits(ratio.lower)} – ${digits(ratio.upper)})`;
}

/** The same with the ratio of the best rounds. */
export function timesAndBest(ratio: Ratio): string {
  return `${times(ratio)}, best rounds ${digits(ratio.best)}×`;
}

/** Three significant digits; more where a whole number has more. */
export function digits(value: number): string {
  return value >= 100 ? whole(value) : value.toPrecision(3);
}

/** Bytes in kB or MB, powers of ten. */
export function bytes(value: number): string {
  return Math.abs(value) < 1e6 ? `${(value / 1e3).toFixed(2)} kB` : `${(value / 1e6).toFixed(2)} MB`;
}
