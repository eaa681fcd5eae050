import type { ServerResponse } from 'node:http';

import { html, Live, liveScript, statusBadge } from 'local-pages';
import type { Html } from 'local-pages';

import type { KeptRequest, TokenLog } from '../../token-log/log.js';
import { sendText } from '../../http/router.js';
import type { Room } from '../room.js';

/** What the room shows. */
export interface TokenLogParts {
  readonly tokenLog: TokenLog;
}

const PATH = '/console/requests';
const LIST = 'requests';
const KEPT = 'The last 200, the newest first.';

const SCRIPT = liveScript({
  list: LIST,
  most: 200,
  open: `${KEPT} New ones show by themselves.`,
  news: [`${KEPT} `, ' new since this page was opened.'],
  full: 'New requests do not show by themselves: too many of these pages are open. Reload to see them.',
  gone: 'The issuer does not answer.',
});

/** Who asked for which token, and what came of it, as it happens. */
export function tokenLogRoom({ tokenLog }: TokenLogParts): Room {
  const live = new Live({
    event: LIST,
    counted: () => 0,
    after: (id) => tokenLog.after(id).map((request) => ({ id: request.id, item: item(request) })),
  });
  return {
    path: PATH,
    label: 'Token requests',
    concerns: [],
    get: () => ({ content: list(tokenLog.newestFirst), script: SCRIPT }),
    posts: {},
    events(request, response) {
      const [, query = ''] = (request.url ?? '').split('?');
      const after = Number(new URLSearchParams(query).get('after') ?? 0);
      if (!live.add(request, response, after)) full(response);
    },
  };
}

function full(response: ServerResponse): void {
  sendText(response, 503, 'Too many of these pages are open.');
}

function list(requests: readonly KeptRequest[]): Html {
  return html`<p id="live" role="status">${KEPT} Reload the page to see new ones.</p>
    <div class="card">
      <p id="none" ${requests.length === 0 ? undefined : html`hidden`}>
        Nobody has asked for a token yet. <a href="/console/tokens">Ask for one</a>, and it shows here.
      </p>
      <ol class="things" id="${LIST}" data-events="${PATH}/events?after=${String(requests[0]?.id ?? 0)}">
        ${requests.map(item)}
      </ol>
    </div>`;
}

function item(request: KeptRequest): Html {
  const { at, client, grant, subject, status, isOpaque, notice, error } = request;
  const moment = new Date(at).toISOString();
  return html`<li>
    <p class="line">
      <span
        ><time datetime="${moment}">${moment.slice(11, 19)}</time> <b>${subject ?? client ?? 'nobody'}</b>${
          subject === undefined || subject === client ? undefined : html` by ${client ?? 'no client'}`
        }</span
      >
      <span class="tag">${grant ?? 'no grant'}</span>
      ${isOpaque ? html`<span class="badge warn">opaque</span>` : undefined}
      ${status === 200 ? html`<span class="badge good">200</span>` : statusBadge(status)}
    </p>
    ${what(request)} ${notice === undefined ? undefined : html`<p class="hint">${notice}</p>`}
    ${error === undefined ? undefined : html`<p class="hint">${error}</p>`}
  </li>`;
}

function what({ resource, organization, asked, granted }: KeptRequest): Html {
  return html`<dl class="facts">
    ${fact('resource', resource)} ${fact('organization', organization)} ${fact('asked', asked)}
    ${fact('granted', granted === '' ? 'nothing' : granted)}
  </dl>`;
}

function fact(name: string, value: string | undefined): Html | undefined {
  if (value === undefined || value === '') return undefined;
  return html`<div>
    <dt>${name}</dt>
    <dd><code>${value}</code></dd>
  </div>`;
}
