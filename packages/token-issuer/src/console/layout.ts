import type { Html, HtmlDocument } from 'local-pages';
import { html, htmlDocument } from 'local-pages';

import type { Flash } from './flashes.js';
import type { Room, View } from './room.js';
import { STYLE } from './style.js';

/** What stands around a room's view. */
export interface Frame {
  readonly rooms: readonly Room[];
  readonly room: Room;
  readonly issuer: string;
  /** What a redirect led here to say. */
  readonly flash: Flash | undefined;
  /** What changed beneath a form that came back. */
  readonly changes: readonly string[];
  /** What was wrong with a form that is no longer there. */
  readonly problems: readonly string[];
}

/** A page of the console. */
export function consolePage(
  view: View,
  { rooms, room, issuer, flash, changes, problems }: Frame,
): HtmlDocument {
  const { title = room.label, content, script, formTargets = [] } = view;
  return htmlDocument({
    title: `${title} · token-issuer`,
    style: STYLE,
    formTargets,
    ...(script !== undefined && { script }),
    content: html`<a class="skip" href="#main">Skip to the content</a>
      <header>
        <p class="line">
          <a class="name" href="/">token-issuer</a>
          <span class="soft">${issuer}</span>
        </p>
        <nav aria-label="Console">
          <ul>
            ${rooms.map((each) => html`<li>${link(each, room)}</li>`)}
          </ul>
        </nav>
      </header>
      <main id="main" tabindex="-1">
        <h1>${title}</h1>
        ${flash === undefined ? undefined : said(flash)}
        ${changes.length === 0 ? undefined : changed(changes)}
        ${problems.length === 0 ? undefined : html`<p class="problem" role="alert">${problems.join(' ')}</p>`}
        ${content}
      </main>
      <footer>For development, on this machine alone. Nothing here is real.</footer>`,
  });
}

function link(each: Room, room: Room): Html {
  return html`<a href="${each.path}" ${each === room ? html`aria-current="page"` : undefined}
    >${each.label}</a
  >`;
}

function said({ said: what, lines }: Flash): Html {
  return html`<div class="said" role="status">
    <p>${what}</p>
    ${lines === undefined ? undefined : accessLines(lines)}
  </div>`;
}

function changed(changes: readonly string[]): Html {
  return html`<div class="changed" role="alert">
    <p>
      Nothing was done: something changed since this page was opened, in another tab, by the Management API or
      in the access file. What you typed is still below; look at it and send it again.
    </p>
    <ul>
      ${changes.map((change) => html`<li>${change}</li>`)}
    </ul>
  </div>`;
}

/** Lines of the access file that do the same as a step here. */
export function accessLines(lines: string, about = 'The same in the access file:'): Html {
  return html`<div class="lines">
    <p>${about}</p>
    <pre tabindex="0"><code>${lines}</code></pre>
  </div>`;
}
