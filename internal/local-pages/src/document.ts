import { createHash } from 'node:crypto';

import { Html, html } from './html.js';

/** A whole page as it is sent. */
export interface HtmlDocument {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a page is made of. */
export interface HtmlDocumentParts {
  readonly title: string;
  /** Its one style sheet. */
  readonly style: string;
  /** Its one script. Default: none, and the policy allows none. */
  readonly script?: string;
  /** What stands in the body. */
  readonly content: Html;
  /**
   * Where the forms of the page may lead, besides this server. A browser holds a form's redirects to it
   * too, so the client's redirect URI has to be named.
   */
  readonly formTargets?: readonly string[];
}

/**
 * Makes a page with its style sheet and its script in it and nothing from outside. The policy names both by their hash, so
 * that nothing else in the page is a style or a script, whatever gets into it.
 */
export function htmlDocument(parts: HtmlDocumentParts): HtmlDocument {
  const { title, style, script, content, formTargets = [] } = parts;
  // In one piece: the hash is over every byte between the tags.
  const styleElement = new Html(`<style>${style}</style>`);
  const scriptElement = script === undefined ? undefined : new Html(`<script>${script}</script>`);
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        ${content} ${scriptElement}
      </body>
    </html> `;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(style, script, formTargets),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    body: body.text,
  };
}

function contentSecurityPolicy(
  style: string,
  script: string | undefined,
  formTargets: readonly string[],
): string {
  const targets = ["'self'", ...formTargets.flatMap(sourceExpression)].join(' ');
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    // A script may ask this server, for what is live.
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`, "connect-src 'self'"]),
    `form-action ${targets}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const hashes = new Map<string, string>();

/** Remembered, since the style sheets and scripts of a program are few and never change. */
function hashOf(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = `sha256-${createHash('sha256').update(text).digest('base64')}`;
  hashes.set(text, hash);
  return hash;
}

/** CSP3 §2.3.1: an origin for http and https, the scheme alone for an app's own. */
function sourceExpression(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return [];
  const { origin, protocol } = new URL(uri);
  return [origin === 'null' ? protocol : origin];
}
