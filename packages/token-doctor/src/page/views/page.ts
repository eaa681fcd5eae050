import { COLORS, CONTROLS, type Html, html, htmlDocument, type HtmlDocument, PARTS } from 'local-pages';
import { LIVE_SCRIPT } from './live-script.js';

const STYLE = `${COLORS}${CONTROLS}${PARTS}
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding: .875rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 1.125rem; } header h1 a { color: inherit; text-decoration: none; }
header p { margin: 0; font-size: .875rem; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; padding: .25rem .75rem; background: var(--paper); }
a { color: var(--accent); }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; padding: 1.25rem; max-width: 84rem; margin: 0 auto; }
.main { display: grid; gap: 1.25rem; align-content: start; min-width: 0; }
.card, .list { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; min-width: 0; }
.card h2, .list h2 { margin: 0 0 .5rem; font-size: 1.125rem; line-height: 1.35; overflow-wrap: anywhere; }
.card table + h2 { margin-top: 1.75rem; }
.line { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .625rem; margin: 0 0 .375rem; }
.line b { overflow-wrap: anywhere; color: var(--ink); font: 600 .9375rem/1.4 ui-monospace, monospace; }
ol.refusals { list-style: none; margin: 0 -1.25rem -1.25rem; padding: 0; }
ol.refusals a { display: block; padding: .75rem 1.25rem; color: inherit; text-decoration: none; border-top: 1px solid var(--line); }
ol.refusals a:hover { background: var(--ground); }
ol.refusals a[aria-current] { background: var(--ground); box-shadow: inset .25rem 0 0 var(--accent); }
ol.refusals li:last-child a { border-radius: 0 0 .75rem .75rem; }
ol.refusals a > .soft { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; font-size: .875rem; overflow-wrap: anywhere; }
ol.refusals .line { margin: 0 0 .125rem; }
.list > p { font-size: .875rem; margin: 0 0 .75rem; }
textarea, input#scopes, select { font: .875rem/1.5 ui-monospace, monospace; } textarea { resize: vertical; }
button { width: auto; padding-inline: 1.5rem; }
time { font-variant-numeric: tabular-nums; }
@media (min-width: 60rem) {
  main { grid-template-columns: minmax(20rem, 26rem) minmax(0, 1fr); align-items: start; }
  .list { position: sticky; top: 1.25rem; max-height: calc(100vh - 2.5rem); overflow: auto; }
  main > .main { grid-column: 2; grid-row: 1; } main > .list { grid-column: 1; grid-row: 1; }
}
`;

/** A page of the doctor: the list at one side, what is looked at on the other. */
export function doctorPage(
  title: string,
  base: string,
  list: Html,
  content: Html,
  isList: boolean,
): HtmlDocument {
  const parts = isList
    ? html`${list}
        <div class="main">${content}</div>`
    : html`<div class="main">${content}</div>
        ${list}`;
  return htmlDocument({
    title: `${title} · token-doctor`,
    style: STYLE,
    script: LIVE_SCRIPT,
    content: html`<a class="skip" href="#main">Skip to the content</a>
      <header>
        <h1><a href="${base}/">token-doctor</a></h1>
        <p class="soft">Why this API refused a request. On this machine alone; tokens are not kept.</p>
      </header>
      <main id="main" tabindex="-1">${parts}</main>`,
  });
}
