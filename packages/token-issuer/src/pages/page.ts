import { createHash } from 'node:crypto';

import { html, Html } from './html.js';
import { STYLE } from './style.js';

// In one piece: the hash is over every byte between the tags.
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const STYLE_HASH = hash(STYLE);

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
  /**
   * Where the forms of the page may lead, besides this server. A browser holds a form's redirects to it
   * too, so the client's redirect URI has to be named.
   */
  readonly formTargets?: readonly string[];
  /** A script of ours that runs once the page is there. No other one can. */
  readonly script?: string;
}

/** A page with one column, one style sheet in it and nothing from outside. */
export function page({ status = 200, title, content, formTargets = [], script }: PageParts): Page {
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · token-issuer</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${content}</main>
        <footer>token-issuer, a local authorization server for development. Nothing here is real.</footer>
        ${script === undefined ? undefined : new Html(`<script>${script}</script>`)}
      </body>
    </html> `;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(formTargets, script),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: body.text,
  };
}

function contentSecurityPolicy(formTargets: readonly string[], script: string | undefined): string {
  const targets = ["'self'", ...formTargets.flatMap(sourceExpression)].join(' ');
  const scripts = script === undefined ? '' : `script-src 'sha256-${hash(script)}'; `;
  return `default-src 'none'; ${scripts}style-src 'sha256-${STYLE_HASH}'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** CSP3 §2.3.1: an origin for http and https, the scheme alone for an app's own. */
function sourceExpression(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return [];
  const { origin, protocol } = new URL(uri);
  return [origin === 'null' ? protocol : origin];
}
