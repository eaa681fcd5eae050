import { reject } from '../room.js';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?$/;

/** When something ends, in milliseconds since the epoch; null where nothing was said. In UTC. */
export function needMoment(values: URLSearchParams, field: string, now: number): number | null {
  const text = (values.get(field) ?? '').trim();
  if (text === '') return null;
  const zoned = text.includes(':') ? text.replace(' ', 'T').replace(/Z?$/, 'Z') : text;
  const moment = DATE_TIME.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(moment))
    reject(field, 'Expected a moment in UTC, such as 2030-01-31 or 2030-01-31T12:00Z.');
  if (moment <= now) reject(field, 'This moment has passed: it has to be in the future.');
  return moment;
}
