import { type Html, html } from '../html.js';

/** A time of day on this machine, with the whole moment for programs. */
export function timeOfDay(at: number): Html {
  const date = new Date(at);
  if (!Number.isFinite(date.getTime())) return html`<span>no time</span>`;
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const text = [hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
  return html`<time datetime="${date.toISOString()}">${text}</time>`;
}

/** The seconds of a time in a token, which is shown with its date behind it; `undefined` where it is no time. */
export function secondsOf(value: string): number | undefined {
  const [, number] = /^(-?\d{1,15}(?:\.\d+)?)(?: \(|$)/.exec(value) ?? [];
  const seconds = Number(number);
  return Number.isFinite(new Date(seconds * 1000).getTime()) ? seconds : undefined;
}

/** A moment as a date and a time. */
export function moment(seconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

const UNITS = [
  [86_400, 'days', 172_800],
  [3600, 'hours', 7200],
  [60, 'min', 120],
  [1, 's', 0],
] as const;

/** How far a moment lies from another one, as a person says it. */
export function distance(seconds: number, from: number): string {
  const away = Math.round(seconds - from);
  const [size, unit] = UNITS.find(([, , least]) => Math.abs(away) >= least) ?? UNITS[3];
  const amount = `${Math.round(Math.abs(away) / size)} ${unit}`;
  return away <= 0 ? `${amount} before` : `${amount} after`;
}
