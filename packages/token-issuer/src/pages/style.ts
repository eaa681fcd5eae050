import { COLORS, CONTROLS } from 'local-pages';

/** The one style sheet: a single column in the middle. */
export const STYLE = `${COLORS}${CONTROLS}
body { min-height: 100vh; padding: 2rem 1rem; display: flex; flex-direction: column; align-items: center; gap: 1.5rem; }
main { width: 100%; max-width: 26rem; margin-top: auto; padding: 1.75rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
footer { margin-bottom: auto; max-width: 26rem; color: var(--soft); font-size: .8125rem; text-align: center; }
button.plain strong, button.plain span { display: block; overflow-wrap: anywhere; }
button.plain span { color: var(--soft); font-size: .875rem; }
button.user { text-align: left; }
form.apart { margin-top: 1.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
ul.choices { list-style: none; padding: 0; margin: 0; display: grid; gap: .5rem; }
`;
