import type { ServerResponse } from 'node:http';

import { html } from 'local-pages';

import { consolePage } from './layout.js';
import type { Returned, View, Visit } from './room.js';
import { visitOf } from './state.js';
import type { Found, State } from './state.js';

/** The query parameter that names what is shown once. */
export const SAID = 'said';

/** Shows a page. */
export async function answerGet(state: State, found: Found, response: ServerResponse): Promise<void> {
  const visit = visitOf(state, found);
  const view = (await found.room.get(visit)) ?? notThere(found);
  sendView(state, found, visit, view, response);
}

/** Shows the page of a form again, with what was typed. Nothing was done. */
export async function showReturned(
  state: State,
  found: Found,
  returned: Omit<Returned, 'onShown'>,
  response: ServerResponse,
  { status, changes = [] }: { readonly status: number; readonly changes?: readonly string[] },
): Promise<void> {
  let isShown = false;
  const onShown = () => {
    isShown = true;
  };
  const visit = visitOf(state, found, { ...returned, onShown });
  const view = (await found.room.get(visit)) ?? notThere(found);
  const problems = isShown ? [] : Object.values(returned.problems);
  sendView(state, found, visit, { status, ...view }, response, { changes, problems });
}

function notThere({ room }: Found): View {
  return {
    title: 'Not found',
    status: 404,
    content: html`<p>There is nothing here any more: it may have been removed since.</p>
      <p><a href="${room.path}">${room.label}</a></p>`,
  };
}

/** Sends a view with what stands around it. */
export function sendView(
  { rooms, flashes }: State,
  { room }: Found,
  { site, query }: Visit,
  view: View,
  response: ServerResponse,
  told: { readonly changes: readonly string[]; readonly problems: readonly string[] } = {
    changes: [],
    problems: [],
  },
): void {
  const flash = flashes.take(query.get(SAID) ?? '');
  const { headers, body } = consolePage(view, { rooms, room, issuer: site.issuer, flash, ...told });
  response.writeHead(view.status ?? 200, {
    ...headers,
    // So that a browser tells the Origin of our own forms.
    'referrer-policy': 'same-origin',
    // No other page learns anything from it, nor gets hold of its window.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
