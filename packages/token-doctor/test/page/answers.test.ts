import { describe, expect, it } from 'vitest';
import { ask, issuer, open, paste } from './setup.js';

/** What a browser would make of the text of a page: no tags, entities read. */
function wordsOf(page: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  return page
    .replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, (_, name: string) => entities[name] ?? '?')
    .replaceAll(/\s+/g, ' ');
}

describe('every page', () => {
  it('is kept by nobody, framed by nobody, and runs nothing but its own script', async () => {
    const page = await open();
    await page.note('Bearer opaque');
    const answers = [
      await ask(page.url),
      await ask(`${page.url}refusals/1`),
      await ask(`${page.url}refusals/99`),
      await ask(`${page.url}nothing`),
      await paste(page.url, { text: 'opaque' }),
      await paste(page.url, { text: '' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 200, 400]);
    for (const { headers, text } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('set-cookie');
      expect(String(headers['content-security-policy']).split('; ')).toEqual([
        "default-src 'none'",
        expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
        expect.stringMatching(/^script-src 'sha256-[\w+/]{43}='$/),
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(text).not.toMatch(/ on\w+=| style=|(?:src|href|action)="(?!\/|#)/);
    }
  });

  it('answers the methods that it names, and no other', async () => {
    const { url } = await open();
    const { origin } = new URL(url);
    const asked = async (method: string, path: string) => {
      const { status, headers } = await ask(`${url}${path}`, { method, headers: { origin } });
      return [status, headers['allow']];
    };
    expect(await asked('POST', '')).toEqual([405, 'GET, HEAD']);
    expect(await asked('DELETE', 'refusals/1')).toEqual([405, 'GET, HEAD']);
    expect(await asked('GET', 'examine')).toEqual([405, 'POST']);
    expect(await asked('HEAD', '')).toEqual([200, undefined]);
  });
});

describe('a refusal', () => {
  it('is found by time, method and route, with its finding, mend and cause', async () => {
    const page = await open();
    await page.note(`Bearer ${await issuer.mint({ aud: 'https://api.example.com/' })}`);
    const words = wordsOf((await ask(page.url)).text);
    expect(words).toMatch(/\d\d:\d\d:\d\d 401 GET \/products\/:id/);
    const { text } = await ask(`${page.url}refusals/1`);
    expect(wordsOf(text)).toContain('aud differs from the resource indicator by a trailing slash');
    expect(wordsOf(text)).toContain('What to do Write the same indicator');
    expect(text).toContain('audience.spelling');
    expect(text).not.toMatch(/raw-identifier|query-secret/);
  });

  it.each([
    [
      'a character too much',
      { aud: 'https://api.example.com/' },
      undefined,
      'https://api.example.com<mark class="came">/</mark>',
    ],
    [
      'another scheme',
      { aud: 'http://api.example.com' },
      undefined,
      'http<mark class="expected">s</mark>://api.example.com',
    ],
    [
      'a missing letter',
      { scope: 'read:product openid' },
      'read:products',
      'read:product<mark class="expected">s</mark>',
    ],
    [
      'a missing permission',
      { scope: 'write:products' },
      'read:products',
      '<mark class="expected">read:products</mark>',
    ],
    ['another API', { aud: 'urn:other' }, undefined, '<mark class="came">urn:other</mark>'],
    [
      'another name of the issuer',
      { iss: 'https://issuer.test/oidc/' },
      undefined,
      'https://issuer.test/oidc<mark class="came">/</mark>',
    ],
  ])('marks the characters that differ: %s', async (_, claims, scope, marked) => {
    const page = await open();
    await page.note(
      `Bearer ${await issuer.mint(claims)}`,
      scope === undefined ? undefined : { scopes: [scope] },
    );
    const { text } = await ask(`${page.url}refusals/1`);
    expect(text.replaceAll(/\n\s*/g, '')).toContain(marked);
    // More than is demanded is nothing wrong.
    expect(text).not.toContain('<mark class="came">openid');
  });

  it('shows the way of the token: asked, granted, issued, now', async () => {
    const page = await open();
    const now = Math.floor(Date.now() / 1000);
    const token = await issuer.mint({ scope: 'write:products', iat: now - 7200, exp: now - 600 });
    await page.note(`Bearer ${token}`, { scopes: ['read:products'] });
    const words = wordsOf((await ask(`${page.url}refusals/1`)).text);
    expect(words).toMatch(/Asked .*resource=https:\/\/api\.example\.com scope=read:products .*Granted/);
    expect(words).toMatch(
      /Granted write:products for https:\/\/api\.example\.com, to the client test-client, by https:\/\/issuer\.test\/oidc/,
    );
    expect(words).toMatch(
      /Issued \d{4}-.*Z \(2 hours before this request\); it ends .* \(10 min before this request\) Now \d\d:/,
    );
  });

  it('HTML and script in claims stay text', async () => {
    const page = await open();
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u2028';
    await page.note(
      `Bearer ${await issuer.mint({ aud: hostile, client_id: hostile, iss: hostile, scope: hostile })}`,
    );
    const list = await ask(page.url);
    const one = await ask(`${page.url}refusals/1`);
    for (const { text } of [list, one]) {
      expect(text).not.toContain('<img');
      expect(text.match(/<script>/g)).toHaveLength(1);
      expect(text).toContain('&lt;script&gt;');
    }
  });
});

describe('a pasted text', () => {
  it('is judged by the verifier of the API, and not kept', async () => {
    const page = await open();
    const token = await issuer.mint({ scope: 'read:products' });
    const good = await paste(page.url, { text: token, scopes: 'read:products' });
    expect(wordsOf(good.text)).toContain('accepted');
    const lacking = await paste(page.url, { text: token, scopes: 'write:products' });
    expect(wordsOf(lacking.text)).toContain('403');
    const forged = await paste(page.url, { text: `${token.slice(0, -8)}AAAAAAAA` });
    expect(wordsOf(forged.text)).toContain('401');
    for (const { text } of [good, lacking, forged, await ask(page.url)]) {
      expect(text).not.toContain(token.slice(0, 40));
      expect(text).not.toContain(token.split('.')[1]);
      expect(text).toMatch(/<textarea[^>]*><\/textarea\s*>/);
    }
    expect(page.refusals.newestFirst).toEqual([]);
  });

  it('may be a cURL line, whose other fields are not shown', async () => {
    const page = await open();
    const text = `curl 'https://user:secret@api.example.com/things?key=concealed' -H 'Authorization: Bearer ${await issuer.mint({ aud: 'urn:other' })}' -H 'Cookie: session=concealed' -H '<b>concealed</b>: 1'`;
    const { status, text: shown } = await paste(page.url, { text });
    expect(status).toBe(200);
    expect(wordsOf(shown)).toContain('The token is for another API');
    expect(shown).not.toMatch(/concealed|user:secret/);
  });

  it.each([
    ['nothing', { text: ' ' }, 'Paste a token or a cURL line first.', 'text'],
    [
      'a cURL line that was cut',
      { text: "curl 'https://api.example.com" },
      'a quotation mark is not closed',
      'text',
    ],
    [
      'a permission that there is not',
      { text: 'x', scopes: 'read:<b>' },
      'It has: read:products write:products.',
      'scopes',
    ],
  ])('%s is a sentence beside the field', async (_, fields, sentence, field) => {
    const page = await open();
    const { status, text } = await paste(page.url, fields);
    expect(status).toBe(400);
    expect(wordsOf(text)).toContain(sentence);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="problem"`),
    );
    expect(text).not.toContain('<b>');
  });

  it('of any length is bounded, and of another type nothing', async () => {
    const page = await open();
    expect((await paste(page.url, { text: 'x'.repeat(200_000) })).status).toBe(413);
    expect((await paste(page.url, { text: 'x'.repeat(100_000) })).status).toBe(200);
    for (const type of ['text/plain', 'multipart/form-data', 'application/json']) {
      expect((await paste(page.url, { text: 'x' }, { 'content-type': type })).status).toBe(413);
    }
  });

  it('needs a verifier that is known', async () => {
    const page = await open();
    for (const judge of ['1', '-1', 'NaN', '__proto__', '0.5']) {
      expect((await paste(page.url, { text: 'x', judge })).status).toBe(400);
    }
  });
});
