import type { Html } from 'local-pages';
import { html, htmlDocument } from 'local-pages';

import { STYLE } from './style.js';

/** A whole page. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a page is made of. */
export interface PageParts {
  readonly status?: number;
  readonly title: string;
  readonly content: Html;
  /** Where the forms of the page may lead, besides this server. */
  readonly formTargets?: readonly string[];
  /** A script of ours that runs once the page is there. No other one can. */
  readonly script?: string;
}

/** A page with one column, one style sheet in it and nothing from outside. */
export function page({ status = 200, title, content, formTargets = [], script }: PageParts): Page {
  const { headers, body } = htmlDocument({
    title: `${title} · token-issuer`,
    style: STYLE,
    content: html`<main>${content}</main>
      <footer>token-issuer, a local authorization server for development. Nothing here is real.</footer>`,
    formTargets,
    ...(script !== undefined && { script }),
  });
  return { status, headers, body };
}
