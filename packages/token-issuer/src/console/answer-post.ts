import type { IncomingMessage, ServerResponse } from 'node:http';

import { readForm } from 'local-pages';

import { sameText } from '../access/directory.js';
import { sendText } from '../http/router.js';
import { SAID, sendView, showReturned } from './answer-get.js';
import { createCall } from './calls.js';
import { HIDDEN } from './form.js';
import { linesOf } from './lines.js';
import { problemsOf } from './problems.js';
import type { Done } from './room.js';
import { visitOf } from './state.js';
import type { Found, State } from './state.js';

/** More than a form with every permission of a large model has, in bytes. */
const LONGEST_FORM = 262_144;

const OLD_FORM =
  'Nothing was done: this form was made before the server was started, or is none of its own. Look at it and send it again.';

/** Acts on a form, when it is the console's own and rests on what is still so. */
export async function answerPost(
  state: State,
  found: Found,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const values = await readForm(request, LONGEST_FORM);
  if (values === undefined) {
    sendText(response, 400, 'The form could not be read.');
    return;
  }
  const { posts, concerns } = found.room;
  const name = values.get(HIDDEN.action) ?? '';
  const action = Object.hasOwn(posts, name) ? posts[name] : undefined;
  if (action === undefined) {
    sendText(response, 400, 'The console has no such form.');
    return;
  }
  const about = values.get(HIDDEN.about) ?? '';
  if (!sameText(values.get(HIDDEN.csrf) ?? '', state.csrf)) {
    // Its Origin was ours: most likely the server was started again, and what was typed must not be lost.
    const problems = { '': OLD_FORM };
    await showReturned(state, found, { action: name, about, values, problems }, response, { status: 403 });
    return;
  }
  const visit = visitOf(state, found);
  const version = values.get(HIDDEN.version) ?? '';
  const changes = state.versions.changesSince(version, visit.tenant.directory, concerns);
  if (changes.length > 0) {
    await showReturned(state, found, { action: name, about, values, problems: {} }, response, {
      status: 409,
      changes,
    });
    return;
  }
  try {
    const call = createCall(visit.tenant, request);
    const outcome = await action({ ...visit, request, about, values, call });
    if ('content' in outcome) sendView(state, found, visitOf(state, found), outcome, response);
    else redirect(state, found, outcome, response);
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    await showReturned(state, found, { action: name, about, values, problems }, response, { status: 422 });
  }
}

/** So that a reload sends nothing twice (RFC 9110 §15.4.4). */
function redirect({ site, flashes }: State, { url }: Found, done: Done, response: ServerResponse): void {
  const { to = url.pathname, said, thing } = done;
  const lines = done.lines ?? (thing && linesOf(site.tenant().directory, thing));
  const target = new URL(to, 'http://console');
  target.searchParams.set(SAID, flashes.put({ said, ...(lines !== undefined && { lines }) }));
  response.writeHead(303, { location: `${target.pathname}${target.search}`, 'cache-control': 'no-store' });
  response.end();
}
