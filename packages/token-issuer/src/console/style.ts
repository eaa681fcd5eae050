import { COLORS, CONTROLS, PARTS } from 'local-pages';

/** The one style sheet of the console. */
export const STYLE = `${COLORS}${CONTROLS}${PARTS}
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; z-index: 2; padding: .25rem .75rem; background: var(--paper); }
a { color: var(--accent); }
header { padding: .75rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
header p { margin: 0; } header .name { font-weight: 700; font-size: 1.125rem; color: inherit; text-decoration: none; }
header .soft { font-size: .875rem; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .125rem .25rem; list-style: none; margin: .5rem -.625rem 0; padding: 0; }
nav a { display: block; padding: .3125rem .625rem; border-radius: .5rem; color: inherit; text-decoration: none; }
nav a:hover { background: var(--ground); }
nav a[aria-current] { background: var(--accent); color: var(--on-accent); font-weight: 600; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; max-width: 72rem; margin: 0 auto; padding: 1.25rem; }
main > h1 { margin: 0; } main > h1 + p { margin: -.75rem 0 0; }
footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem 1.5rem; color: var(--soft); font-size: .8125rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; min-width: 0; }
.card > h2:first-child, .card > h3:first-child { margin-top: 0; } .card h2 { font-size: 1.125rem; line-height: 1.35; overflow-wrap: anywhere; }
.card > :last-child, .card form:last-child > :last-child { margin-bottom: 0; }
h3 { margin: 1.25rem 0 .375rem; font-size: .9375rem; }
.grid { display: grid; gap: 1.25rem; } @media (min-width: 60rem) { .grid.two { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; } }
.said { padding: .75rem 1rem; border-left: .25rem solid var(--good); border-radius: .25rem; background: var(--good-ground); color: var(--good); overflow-wrap: anywhere; }
.said > :last-child, .problem > :last-child, .changed > :last-child { margin-bottom: 0; }
.said pre, .said code { color: var(--ink); }
.changed { padding: .75rem 1rem; border-left: .25rem solid var(--warn); border-radius: .25rem; background: var(--warn-ground); color: var(--warn); }
.hint { margin: 0 0 .375rem; color: var(--soft); font-size: .875rem; }
.field { min-width: 0; } .field .problem { margin: 0 0 .375rem; padding: .375rem .75rem; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; min-width: 0; } legend { padding: 0; margin: 0 0 .25rem; font-weight: 600; } fieldset.group { margin: 0 0 .5rem; } fieldset.group legend { color: var(--soft); font-size: .875rem; font-weight: 400; }
.choice { display: flex; align-items: start; gap: .5rem; padding: .25rem 0; } .choice label { margin: 0; font-weight: 400; overflow-wrap: anywhere; }
input[type=checkbox], input[type=radio] { flex: none; width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; accent-color: var(--accent); }
form.row { display: grid; gap: 0 1rem; } @media (min-width: 48rem) { form.row { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); align-items: end; } form.row > .problem { grid-column: 1 / -1; } form.row > button { margin-bottom: 1rem; } .card form.row:last-child > button:last-child { margin-bottom: 1rem; } }
form.row > button { justify-self: start; } form.row + form.inline, form.stack + form.inline { margin-top: 1rem; }
form.inline { display: inline-block; } form.inline .problem { margin: 0 0 .375rem; }
button { width: auto; padding-inline: 1.25rem; } form.inline button { min-height: 2.25rem; padding: .25rem .75rem; font-size: .9375rem; }
button.danger { color: var(--bad); background: transparent; border-color: var(--bad); font-weight: 400; }
a.button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.25rem; font-weight: 600; color: var(--on-accent); background: var(--accent); border-radius: .5rem; text-decoration: none; }
pre { margin: 0 0 1rem; padding: .75rem 1rem; overflow-x: auto; background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; font: .875rem/1.5 ui-monospace, monospace; }
pre code { font-size: 1em; overflow-wrap: normal; } pre.wrap { white-space: pre-wrap; } pre.wrap code { overflow-wrap: anywhere; }
ol.timeline > li > * { margin-top: .375rem; } ol.timeline form p { margin: 0 0 .5rem; }
.lines > p { margin: 0 0 .25rem; font-size: .875rem; color: var(--soft); }
details { margin: 0 0 1rem; } summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
.scroll { overflow-x: auto; }
table.plain { width: 100%; border-collapse: collapse; } table.plain caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; }
table.plain th, table.plain td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
table.plain thead th { color: var(--soft); font-size: .8125rem; font-weight: 600; border-top: 0; }
.things { list-style: none; margin: 0; padding: 0; } .things > li { padding: .625rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; } .things > li:first-child { border-top: 0; }
dl.facts { display: flex; flex-wrap: wrap; gap: 0 1.25rem; } dl.facts dt { font-size: .8125rem; } .things time { font-variant-numeric: tabular-nums; } textarea.copy { margin-bottom: .375rem; font: .875rem/1.5 ui-monospace, monospace; resize: vertical; overflow-wrap: anywhere; } textarea.copy + button { margin-bottom: 1rem; }
table.matrix { border-collapse: collapse; min-width: 100%; } .scroll { margin: 0 0 1rem; } table.matrix thead code { overflow-wrap: normal; white-space: nowrap; } table.matrix .may { min-width: 6.5rem; }
table.matrix th, table.matrix td { padding: .5rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); border-left: 1px solid var(--line); }
table.matrix tr > :first-child { border-left: 0; padding-left: 0; position: sticky; left: 0; background: var(--paper); } table.matrix thead > tr > * { border-top: 0; vertical-align: bottom; }
table.matrix th { font-weight: 600; } table.matrix .group { color: var(--soft); font-size: .8125rem; } table.matrix .may { background: var(--good-ground); }
table.matrix .by { display: block; font-size: .8125rem; } table.matrix input { margin: .125rem; }
ul.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0 0 1rem; padding: 0; } ul.tabs a { overflow-wrap: anywhere; } ul.tabs a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
ul.rules > li { padding: .25rem 0; border: 0; font-size: .875rem; } ul.rules { margin-bottom: .5rem; }
.line { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .625rem; margin: 0; }
.line > :first-child { margin-right: auto; } div.line + div.line { margin-top: .75rem; } form + div.line { margin-top: 1rem; }
.tag { display: inline-block; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8125rem; color: var(--soft); }
`;
