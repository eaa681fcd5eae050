import { toLine } from '../cause.js';

/** A value in quotes, in one line and cut: only of the configuration, or of the members that rule 33 names. */
export function quoted(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'no text';
  const line = toLine(value);
  return `"${value.length > line.length && value.length > 200 ? `${line}…` : line}"`;
}

/** A list of values in quotes; no more than the first ten. */
export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map((value) => quoted(value));
  return `${shown.join(', ')}${values.length > 10 ? ' …' : ''}`;
}

/** An amount of time as a person says it. */
export function duration(seconds: number): string {
  const amount = Math.abs(seconds);
  const [size, name] =
    amount < 120
      ? ([1, 's'] as const)
      : amount < 7200
        ? ([60, 'min'] as const)
        : amount < 172_800
          ? ([3600, 'hours'] as const)
          : ([86_400, 'days'] as const);
  return `${Math.round(amount / size)} ${name}`;
}
