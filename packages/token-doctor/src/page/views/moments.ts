import { type Html, html } from 'local-pages';

/** A time of day on this machine, with the whole moment for programs. */
export function timeOfDay(at: number): Html {
  const date = new Date(at);
  if (!Number.isFinite(date.getTime())) return html`<span>no time</span>`;
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const text = [hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
  return html`<time datetime="${date.toISOString()}">${text}</time>`;
}

/** A date and time of a token, in seconds, as text; what is no time stays what it is. */
export function moment(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  const isTime = seconds.trim() !== '' && Number.isFinite(date.getTime());
  return isTime ? date.toISOString().replace('T', ' ').replace('.000Z', 'Z') : seconds;
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
