import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Case, caseDetail, factsOf, type HtmlDocument, html, type Live, readForm } from 'local-pages';
import { CurlSyntaxError } from '../curl/parse-curl.js';
import { examine, type Examination } from '../evidence/examine.js';
import { type Judges, unheard } from './judges.js';
import type { Refusals } from './refusals.js';
import { refusalList, whereWords } from './views/list.js';
import { doctorPage } from './views/page.js';
import { pasteForm, type PasteParts } from './views/paste.js';

/** What the page is about. */
export interface Site {
  /** Its path, with the key. */
  readonly base: string;
  readonly refusals: Refusals;
  readonly judges: Judges;
  readonly live: Live;
}

/** What is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A cURL line with its cookies, in bytes as a form sends it. */
const LONGEST_PASTE = 131_072;

/**
 * Answers a request that may be answered.
 *
 * @param path - What follows the key.
 * @returns undefined where the answer goes on: live refusals.
 */
export async function answer(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<Answer | undefined> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (path === '/examine') {
    return request.method === 'POST' ? examinePaste(site, request) : notAllowed(site, 'POST');
  }
  if (!isRead) return notAllowed(site, 'GET, HEAD');
  if (path === '/' || path === '') return overview(site);
  if (path === '/events') return listen(site, request, response);
  const [, id] = /^\/refusals\/(\d{1,15})$/.exec(path) ?? [];
  return id === undefined ? message(site, 404, 'There is no such page.') : one(site, Number(id));
}

function overview(site: Site): Answer {
  const paste = pasteForm({ ...pasteParts(site), scopes: '' });
  return sent(200, doctorPage('Refusals', site.base, listOf(site), paste, true));
}

function one(site: Site, id: number): Answer {
  const refusal = site.refusals.find(id);
  if (refusal === undefined)
    return message(site, 404, 'This refusal is not kept any more: 50 are, the newest.');
  const judge = site.judges.all.findIndex(({ resource }) => resource.indicator === refusal.indicator);
  const content = html`${caseDetail(refusal, whereWords(refusal))}
  ${pasteForm({ ...pasteParts(site), judge: Math.max(0, judge), scopes: refusal.required.join(' ') })}`;
  const title = refusal.finding?.sentence ?? 'Refusal';
  return sent(200, doctorPage(title, site.base, listOf(site, id), content, false));
}

function listen(site: Site, request: IncomingMessage, response: ServerResponse): Answer | undefined {
  const after = Number(new URLSearchParams((request.url ?? '').split('?')[1]).get('after') ?? 0);
  if (request.method !== 'GET') return notAllowed(site, 'GET');
  if (site.live.add(request, response, after)) return undefined;
  return message(site, 503, 'Too many of these pages are open.');
}

async function examinePaste(site: Site, request: IncomingMessage): Promise<Answer> {
  const form = await readForm(request, LONGEST_PASTE);
  if (form === undefined) {
    return message(site, 413, `A form of at most ${LONGEST_PASTE} bytes is expected.`);
  }
  const text = form.get('text') ?? '';
  const scopes = (form.get('scopes') ?? '').split(' ').filter((scope) => scope !== '');
  const judge = Number(form.get('judge') ?? 0);
  const parts = { ...pasteParts(site), judge, scopes: scopes.join(' ') };
  const verifier = site.judges.all[judge];
  if (verifier === undefined) return message(site, 400, 'There is no such verifier.');
  if (text.trim() === '') return wrong(site, { ...parts, problem: { field: 'text', sentence: NOTHING } });
  const requirement = scopes.length === 0 ? undefined : { scopes };
  try {
    verifier.checkRequirement(requirement);
  } catch {
    const known = Object.keys(verifier.resource.scopes).join(' ');
    const sentence = `This API has no such permission. It has: ${known}.`;
    return wrong(site, { ...parts, problem: { field: 'scopes', sentence } });
  }
  let found: Examination;
  try {
    found = await examine(text, { verifier: unheard(verifier), requirement });
  } catch (error) {
    if (!(error instanceof CurlSyntaxError)) throw error;
    return wrong(site, { ...parts, problem: { field: 'text', sentence: error.message } });
  }
  const about = caseOf(found, scopes, verifier);
  const content = html`${caseDetail(about, found.kind === 'curl' ? 'The pasted request' : 'The pasted token')}
  ${pasteForm(parts)}`;
  return sent(200, doctorPage('What was pasted', site.base, listOf(site), content, false));
}

const NOTHING = 'Paste a token or a cURL line first.';

function caseOf(
  { method, status, finding, token }: Examination,
  required: readonly string[],
  verifier: Parameters<typeof factsOf>[0],
): Case {
  return {
    at: Date.now(),
    method,
    route: undefined,
    status,
    finding,
    token,
    credentials: token === undefined ? 'no JWT' : 'a JWT',
    required,
    ...factsOf(verifier),
  };
}

function pasteParts({ base, judges }: Site): Omit<PasteParts, 'scopes'> {
  return { base, judges: judges.all, judge: 0 };
}

function listOf({ refusals, base }: Site, selected?: number) {
  return refusalList(refusals.newestFirst, refusals.counted, base, selected);
}

function wrong(site: Site, parts: PasteParts): Answer {
  return sent(400, doctorPage('Try a token', site.base, listOf(site), pasteForm(parts), false));
}

function message(site: Site, status: number, sentence: string): Answer {
  const content = html`<section class="card">
    <h2>${sentence}</h2>
    <p><a href="${site.base}/">All refusals</a></p>
  </section>`;
  return sent(status, doctorPage(sentence, site.base, listOf(site), content, false));
}

function notAllowed(site: Site, allow: string): Answer {
  const { headers, ...rest } = message(site, 405, `Only ${allow} is answered here.`);
  return { ...rest, headers: { ...headers, allow } };
}

function sent(status: number, { headers, body }: HtmlDocument): Answer {
  return { status, headers, body };
}
