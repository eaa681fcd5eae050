/** The one style sheet. Its hash is in the Content-Security-Policy, so it must be inserted as it is. */
export const STYLE = `
:root { --ink: #1c2430; --soft: #566173; --line: #cfd6e0; --paper: #ffffff; --ground: #f2f4f8; --accent: #2347c5; --on-accent: #ffffff; --bad: #a3161b; --bad-ground: #fdecec; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf3; --soft: #a6b0c0; --line: #3b4556; --paper: #1b222d; --ground: #11161e; --accent: #8fa8ff; --on-accent: #10182e; --bad: #ff9d9d; --bad-ground: #3b1a1d; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; padding: 2rem 1rem; display: flex; flex-direction: column; align-items: center; gap: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; margin-top: auto; padding: 1.75rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
footer { margin-bottom: auto; max-width: 26rem; color: var(--soft); font-size: .8125rem; text-align: center; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); }
.problem { padding: .75rem 1rem; border-left: .25rem solid var(--bad); border-radius: .25rem; background: var(--bad-ground); color: var(--bad); }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input { width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; }
button { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer; }
button.plain { color: var(--ink); background: transparent; border-color: var(--line); font-weight: 400; }
button.plain strong, button.plain span { display: block; overflow-wrap: anywhere; }
button.plain span { color: var(--soft); font-size: .875rem; }
button.user { text-align: left; }
button:hover { filter: brightness(1.08); }
button.plain:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form.apart { margin-top: 1.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
ul.choices { list-style: none; padding: 0; margin: 0; display: grid; gap: .5rem; }
dl { margin: 0; display: grid; gap: .75rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9375em ui-monospace, monospace; overflow-wrap: anywhere; }
`;
