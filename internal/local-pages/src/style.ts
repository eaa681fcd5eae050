/** The colors, light and dark. Each text color has a contrast of 4.5 and more on each ground that it is put on. */
export const COLORS = `
:root { --ink: #1c2430; --soft: #566173; --line: #cfd6e0; --paper: #ffffff; --ground: #f2f4f8; --accent: #2347c5; --on-accent: #ffffff; --bad: #a3161b; --bad-ground: #fdecec; --good: #14603a; --good-ground: #e3f5ea; --warn: #7a4a00; --warn-ground: #fdf1da; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf3; --soft: #a6b0c0; --line: #3b4556; --paper: #1b222d; --ground: #11161e; --accent: #8fa8ff; --on-accent: #10182e; --bad: #ff9d9d; --bad-ground: #3b1a1d; --good: #7fd6a2; --good-ground: #14301f; --warn: #f2c677; --warn-ground: #35290f; }
}
`;

/** Text, fields and buttons. */
export const CONTROLS = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); }
.problem { padding: .75rem 1rem; border-left: .25rem solid var(--bad); border-radius: .25rem; background: var(--bad-ground); color: var(--bad); }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input, textarea, select { width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; }
button { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer; }
button.plain { color: var(--ink); background: transparent; border-color: var(--line); font-weight: 400; }
button:hover { filter: brightness(1.08); }
button.plain:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { margin: 0; display: grid; gap: .75rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9375em ui-monospace, monospace; overflow-wrap: anywhere; }
`;

/** What `parts` makes: badges, comparisons and timelines. */
export const PARTS = `
.mend { padding: .75rem 1rem; border-left: .25rem solid var(--accent); border-radius: .25rem; background: var(--ground); overflow-wrap: anywhere; }
.mend b { display: block; font-size: .8125rem; color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.badge { display: inline-block; min-width: 2.75rem; padding: .0625rem .5rem; border-radius: 1rem; font: 600 .8125rem/1.5 ui-monospace, monospace; text-align: center; }
.badge.bad, .sign.bad { color: var(--bad); } .badge.bad { background: var(--bad-ground); }
.badge.warn { color: var(--warn); background: var(--warn-ground); }
.badge.good, .sign.good { color: var(--good); } .badge.good { background: var(--good-ground); }
.sign { display: inline-block; width: 1.25rem; font-weight: 700; }
table.compared { width: 100%; border-collapse: collapse; table-layout: fixed; }
table.compared caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; }
table.compared th, table.compared td { padding: .5rem .75rem .5rem 0; vertical-align: top; text-align: left; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
table.compared th { font-weight: 600; } table.compared thead th { color: var(--soft); font-size: .8125rem; border-top: 0; padding-top: 0; }
table.compared th:first-child { width: 9.5rem; white-space: nowrap; }
table.compared tr.differs > * { background: color-mix(in srgb, var(--bad-ground) 45%, transparent); }
table.compared td > code + code { display: block; margin-top: .25rem; }
mark { color: inherit; background: transparent; border-radius: .125rem; padding: 0 .0625rem; font-weight: 700; text-decoration: underline 2px; text-underline-offset: .2em; }
mark.came { color: var(--bad); background: var(--bad-ground); }
mark.expected { color: var(--good); background: var(--good-ground); }
ol.timeline { list-style: none; margin: 0; padding: 0; }
ol.timeline > li { position: relative; padding: 0 0 1.25rem 1.75rem; border-left: 2px solid var(--line); margin-left: .5rem; }
ol.timeline > li:last-child { border-left-color: transparent; padding-bottom: 0; }
ol.timeline > li::before { content: ""; position: absolute; left: -.5rem; top: .25rem; width: .875rem; height: .875rem; border-radius: 50%; background: var(--paper); border: 2px solid var(--soft); }
ol.timeline > li.bad::before { border-color: var(--bad); background: var(--bad); }
ol.timeline > li.good::before { border-color: var(--good); background: var(--good); }
ol.timeline > li.warn::before { border-color: var(--warn); background: var(--warn); }
ol.timeline > li > h3 { margin: 0; font-size: .9375rem; } ol.timeline > li > p { margin: 0; }
@media (max-width: 40rem) {
  table.compared, table.compared caption, table.compared tbody, table.compared tr, table.compared td, table.compared tbody th { display: block; width: auto; }
  table.compared thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.compared tr { padding: .5rem 0; border-top: 1px solid var(--line); }
  table.compared tbody th, table.compared td { border-top: 0; padding: .125rem .25rem; }
  table.compared td { display: grid; grid-template-columns: 5.5rem 1fr; }
  table.compared td::before { content: attr(data-column); color: var(--soft); font-size: .8125rem; }
  table.compared td.none { display: none; }
  table.compared td > code, table.compared td > span { grid-column: 2; }
}
`;
