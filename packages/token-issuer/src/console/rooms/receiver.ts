import type { Html } from 'local-pages';

import { HOOK_EVENTS } from '../../webhooks/events.js';
import type { HookEvent } from '../../webhooks/events.js';
import { needText } from '../check.js';
import { choices } from '../form.js';
import type { Form } from '../form.js';
import { reject } from '../room.js';

/** The events, to be ticked. */
export function eventPicker(form: Form, first: readonly HookEvent[]): Html {
  return choices(form, {
    type: 'checkbox',
    name: 'events',
    legend: 'Events',
    first,
    choices: HOOK_EVENTS.map((event) => ({ value: event, label: event })),
  });
}

/** Where and what of, as the Management API takes it. */
export function needReceiver(values: URLSearchParams) {
  const name = needText(values, 'name', 'A name', 256);
  const url = needText(values, 'url', 'An address', 2048);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    reject('url', 'Expected an address that begins with http:// or https://.');
  }
  const events = HOOK_EVENTS.filter((event) => values.getAll('events').includes(event));
  if (events.length === 0) reject('events', 'At least one event is needed.');
  return { name, url, events };
}
