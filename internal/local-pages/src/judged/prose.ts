import { type Html, html } from '../html.js';

/** A sentence of a finding: what stands between backticks is code. */
export function prose(text: string | undefined): Html {
  const parts = (text ?? '').split('`');
  // An odd one at the end is no pair.
  const isPaired = parts.length % 2 === 1;
  if (!isPaired) return html`${text}`;
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
