import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { comparison, html, htmlDocument, timeline } from '../src/index.js';

const HOSTILE = `</style><script>alert('1')</script>"&`;

describe('html', () => {
  it('escapes every value, in text, attributes and lists', () => {
    const { text } = html`<a title="${HOSTILE}">${HOSTILE}${[html`<b>${HOSTILE}</b>`]}</a>`;
    const escaped = '&lt;/style&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;';
    expect(text).toBe(`<a title="${escaped}">${escaped}<b>${escaped}</b></a>`);
  });

  it('leaves out what there is not', () => {
    expect(html`<p>${undefined}</p>`.text).toBe('<p></p>');
  });
});

describe('a document', () => {
  const parts = { title: HOSTILE, style: 'p { color: red }', content: html`<p>${HOSTILE}</p>` };

  it('allows its own style sheet by its hash, no script, and nothing from outside', () => {
    const { headers, body } = htmlDocument(parts);
    const hash = createHash('sha256').update(parts.style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(body).toContain(`<style>${parts.style}</style>`);
    expect(body).not.toContain('<script>');
  });

  it('allows its own script by its hash', () => {
    const script = 'console.log(1 < 2);';
    const { headers, body } = htmlDocument({ ...parts, script });
    const hash = createHash('sha256').update(script).digest('base64');
    expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'; connect-src 'self'`);
    expect(body).toContain(`<script>${script}</script>`);
  });

  it('names where its forms may lead', () => {
    const formTargets = [
      'https://app.example.com/callback',
      'app.example:/callback',
      'no address; script-src *',
    ];
    expect(htmlDocument({ ...parts, formTargets }).headers['content-security-policy']).toContain(
      "form-action 'self' https://app.example.com app.example:;",
    );
  });
});

it('parts say by a word or a sign what they say by a color', () => {
  const rows = [
    { name: 'aud', came: HOSTILE, expected: 'b', agrees: false },
    { name: 'iss', came: 'a', expected: 'a', agrees: true },
    { name: 'kid', came: undefined, expected: undefined, agrees: undefined },
  ];
  const { text } = comparison('Compared', rows);
  expect(text.match(/aria-label="[^"]*"/g)).toEqual(['aria-label="differs:"', 'aria-label="agrees:"']);
  expect(text).not.toContain('<script>');
  expect(timeline([{ name: HOSTILE, content: html`<p></p>`, kind: 'bad' }]).text).not.toContain('<script>');
});
