import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HtmlDocument } from 'local-pages';
import { html, isAborted, readForm, strangerBecause } from 'local-pages';

import { sameText } from '../access/directory.js';
import { isFromLoopback } from '../http/loopback.js';
import type { Listener } from '../http/loopback.js';
import { sendText } from '../http/router.js';
import { createCall } from './calls.js';
import { Flashes } from './flashes.js';
import { HIDDEN } from './form.js';
import { consolePage } from './layout.js';
import { problemsOf } from './problems.js';
import type { Returned, Room, Site, View, Visit } from './room.js';
import { Versions } from './versions.js';

/*
 * How a room is made. A room (`room.ts`) is a file, or a few, below `rooms/`; it stands in the list in `rooms.ts`, in
 * the order of the guide. `get` shows its pages and changes nothing. A form is `formHtml(formOf(visit, action, about),
 * …)` with fields of `form.ts`, which keep what was typed; it posts to its own page, and the entry of `posts` with the
 * name of the action acts on it. By then this router has seen to the rest: who asks (loopback, Host, Origin,
 * Sec-Fetch-Site), the token against forgery, and that what the form rests on (`concerns`) is as it was when the form
 * was made. The action checks everything first and rejects with a sentence for each wrong field (`reject`), then changes
 * by `submission.call`, the Management API in process, and returns what is said once after the redirect. What is live
 * comes by server-sent events (`events`); a view may bring one script, which the policy names by its hash.
 */

/** More than a form with every permission of a large model has, in bytes. */
const LONGEST_FORM = 262_144;
/** The query parameter that names what is shown once. */
const SAID = 'said';

/** What the console is made of. */
export interface ConsoleParts {
  readonly site: Site;
  readonly rooms: readonly Room[];
  /** The `Host` headers that mean this machine. */
  readonly authorities: ReadonlySet<string>;
  readonly onError: (error: unknown) => void;
}

/** Answers the console's pages, for a person at this machine and nobody else. */
export function createConsole(parts: ConsoleParts): Listener {
  const { rooms, authorities, onError } = parts;
  const state: State = {
    ...parts,
    csrf: randomBytes(24).toString('base64url'),
    versions: new Versions(),
    flashes: new Flashes(parts.site.now),
  };
  return (request, response) => {
    const stranger = strangerBecause(request, { authorities, isLoopback: () => isFromLoopback(request) });
    if (stranger !== undefined) {
      refuse(response, 403, `The console is for the developer at this machine. ${stranger}`);
      return;
    }
    const url = new URL((request as { originalUrl?: string }).originalUrl ?? '/', 'http://console');
    const found = findRoom(rooms, url.pathname);
    if (found === undefined) {
      refuse(response, 404, 'Not found.');
      return;
    }
    answer(state, found, url, request, response).catch((error: unknown) => {
      if (isAborted(request)) return;
      onError(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'Something failed inside the console. The output of the server says what.');
    });
  };
}

interface State extends ConsoleParts {
  readonly csrf: string;
  readonly versions: Versions;
  readonly flashes: Flashes;
}

interface Found {
  readonly room: Room;
  readonly rest: readonly string[];
}

function findRoom(rooms: readonly Room[], path: string): Found | undefined {
  for (const room of rooms) {
    if (path === room.path) return { room, rest: [] };
    if (room.path === '/' || !path.startsWith(`${room.path}/`)) continue;
    try {
      return {
        room,
        rest: path
          .slice(room.path.length + 1)
          .split('/')
          .map(decodeURIComponent),
      };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

async function answer(
  state: State,
  { room, rest }: Found,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isPost = request.method === 'POST';
  if (!isPost && request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD, POST');
    refuse(response, 405, 'The console takes GET and POST requests only.');
    return;
  }
  if (!isPost && room.events !== undefined && rest.length === 1 && rest[0] === 'events') {
    room.events(request, response);
    return;
  }
  if (isPost) await post(state, room, rest, url, request, response);
  else await show(state, room, visitOf(state, url, rest), response);
}

function visitOf(
  { site, csrf, versions }: State,
  url: URL,
  rest: readonly string[],
  returned?: Returned,
): Visit {
  const tenant = site.tenant();
  return {
    site,
    tenant,
    address: url.pathname,
    rest,
    query: url.searchParams,
    seal: { csrf, version: versions.now(tenant.directory) },
    ...(returned !== undefined && { returned }),
  };
}

async function show(
  state: State,
  room: Room,
  visit: Visit,
  response: ServerResponse,
  changes: readonly string[] = [],
): Promise<void> {
  const view = await room.get(visit);
  if (view === undefined) {
    const content = html`<p>There is nothing here any more: it may have been removed since.</p>
      <p><a href="${room.path}">${room.label}</a></p>`;
    sendView(state, room, visit, { title: 'Not found', content, status: 404 }, response, changes);
    return;
  }
  const problems = changes.length > 0 ? 409 : 422;
  const status = visit.returned === undefined ? (view.status ?? 200) : problems;
  sendView(state, room, visit, { ...view, status }, response, changes);
}

function sendView(
  { rooms, flashes }: State,
  room: Room,
  { site, query }: Visit,
  view: View,
  response: ServerResponse,
  changes: readonly string[] = [],
): void {
  const flash = flashes.take(query.get(SAID) ?? '');
  const frame = { rooms, room, issuer: site.issuer, flash, changes };
  sendPage(response, view.status ?? 200, consolePage(view, frame));
}

async function post(
  state: State,
  room: Room,
  rest: readonly string[],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const values = await readForm(request, LONGEST_FORM);
  if (values === undefined) {
    refuse(response, 400, 'The form could not be read.');
    return;
  }
  if (!sameText(values.get(HIDDEN.csrf) ?? '', state.csrf)) {
    refuse(
      response,
      403,
      'This form is of another start of the server, or not of the console. Load the page again.',
    );
    return;
  }
  const name = values.get(HIDDEN.action) ?? '';
  const action = Object.hasOwn(room.posts, name) ? room.posts[name] : undefined;
  if (action === undefined) {
    refuse(response, 400, 'The console has no such form.');
    return;
  }
  const about = values.get(HIDDEN.about) ?? '';
  const visit = visitOf(state, url, rest);
  const comeBack = (problems: Readonly<Record<string, string>>, changes: readonly string[] = []) =>
    show(
      state,
      room,
      visitOf(state, url, rest, { action: name, about, values, problems }),
      response,
      changes,
    );
  const changes = state.versions.changesSince(
    values.get(HIDDEN.version) ?? '',
    visit.tenant.directory,
    room.concerns,
  );
  if (changes.length > 0) {
    await comeBack({}, changes);
    return;
  }
  try {
    const call = createCall(visit.tenant, request);
    const outcome = await action({ ...visit, request, about, values, call });
    if ('content' in outcome) {
      sendView(state, room, visitOf(state, url, rest), outcome, response);
      return;
    }
    const said = state.flashes.put(outcome);
    const target = new URL(outcome.to ?? url.pathname, 'http://console');
    target.searchParams.set(SAID, said);
    response
      .writeHead(303, { location: `${target.pathname}${target.search}`, 'cache-control': 'no-store' })
      .end();
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    await comeBack(problems);
  }
}

function sendPage(response: ServerResponse, status: number, { headers, body }: HtmlDocument): void {
  response.writeHead(status, {
    ...headers,
    // So that a browser tells the Origin of our own forms.
    'referrer-policy': 'same-origin',
    // No other page learns anything from it, nor gets hold of its window.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  sendText(response, status, sentence);
}
