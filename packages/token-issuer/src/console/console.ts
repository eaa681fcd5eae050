import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { isAborted, strangerBecause } from 'local-pages';

import { isFromLoopback } from '../http/loopback.js';
import type { Listener } from '../http/loopback.js';
import { sendText } from '../http/router.js';
import { answerGet } from './answer-get.js';
import { answerPost } from './answer-post.js';
import { Flashes } from './flashes.js';
import type { Room, Site } from './room.js';
import type { Found, State } from './state.js';
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

/** What the console is made of. */
export interface ConsoleParts {
  readonly site: Site;
  readonly rooms: readonly Room[];
  /** The `Host` headers that mean this machine. */
  readonly authorities: ReadonlySet<string>;
  readonly onError: (error: unknown) => void;
}

/** Answers the console's pages, for a person at this machine and nobody else. */
export function createConsole({ site, rooms, authorities, onError }: ConsoleParts): Listener {
  const state: State = {
    site,
    rooms,
    csrf: randomBytes(24).toString('base64url'),
    versions: new Versions(),
    flashes: new Flashes(site.now),
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
    const isPost = request.method === 'POST';
    if (!isPost && request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD, POST');
      refuse(response, 405, 'The console takes GET and POST requests only.');
      return;
    }
    const { room, rest } = found;
    if (!isPost && room.events !== undefined && rest.length === 1 && rest[0] === 'events') {
      room.events(request, response);
      return;
    }
    const answered = isPost
      ? answerPost(state, { ...found, url }, request, response)
      : answerGet(state, { ...found, url }, response);
    answered.catch((error: unknown) => {
      if (isAborted(request)) return;
      onError(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'Something failed inside the console. The output of the server says what.');
    });
  };
}

function findRoom(rooms: readonly Room[], path: string): Omit<Found, 'url'> | undefined {
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

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  sendText(response, status, sentence);
}
