import { describe, expect, it } from 'vitest';
import { encode, mint, refusalOf, signRaw, key, verdictOn, NOW, claimsWith } from '../support/tokens.js';

const good = await mint();
const [header = '', payload = '', signature = ''] = good.split('.');
const bytes = (text: string) => new TextEncoder().encode(text);
const goodHeader = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256' });

/** A good token of exactly this many bytes, give or take the two that base64url cannot reach. */
async function tokenOfLength(length: number): Promise<string> {
  let filler = 'x'.repeat(Math.floor(((length - good.length) * 3) / 4) - 16);
  for (;;) {
    const token = await mint({ filler });
    if (token.length >= length - 1) return token;
    filler += 'x';
  }
}

describe('rule 1: a token is a string of bounded length', () => {
  it('accepts a good token', async () => {
    expect(await verdictOn(good)).toBe('accepted');
  });

  it.each([undefined, null, 42, {}, [good], new String(good), Symbol('token')])(
    'refuses what is no string (%#)',
    async (value) => {
      expect(await verdictOn(value)).toBe('malformed');
    },
  );

  it('accepts 8 KiB by default, and 16 KiB less a few bytes', async () => {
    expect(await verdictOn(await tokenOfLength(8192))).toBe('accepted');
    const longest = await tokenOfLength(16_383);
    expect(longest.length).toBeLessThanOrEqual(16_384);
    expect(await verdictOn(longest)).toBe('accepted');
  });

  it('refuses more than 16 KiB by default, and accepts it by option', async () => {
    const long = await tokenOfLength(16_390);
    expect(await verdictOn(long)).toBe('malformed');
    expect(await refusalOf(long)).toMatchObject({ check: 'length', expected: 16_384, found: long.length });
    expect(await verdictOn(long, { maxTokenLength: 20_000 })).toBe('accepted');
  });

  it('judges length before anything else: the refusal speaks of length, whatever the text is', async () => {
    for (const text of ['.'.repeat(1_000_000), 'a'.repeat(1_000_000), `${good}${' '.repeat(20_000)}`]) {
      expect((await refusalOf(text)).check).toBe('length');
    }
  });
});

describe('rule 2: exactly three non-empty segments of canonical base64url', () => {
  it.each([
    ['the empty text', ''],
    ['one segment', header],
    ['two segments', `${header}.${payload}`],
    ['a dot at the end', `${good}.`],
    ['a dot in front', `.${good}`],
    ['four segments', `${good}.${signature}`],
    ['an empty header', `.${payload}.${signature}`],
    ['an empty payload', `${header}..${signature}`],
    ['an empty signature', `${header}.${payload}.`],
    ['two dots alone', '..'],
    ['padding', `${header}.${payload}.${signature}==`],
    ['padding of the header', `${header}=.${payload}.${signature}`],
    ['a blank in front', ` ${good}`],
    ['a blank at the end', `${good} `],
    ['a line break at the end', `${good}\n`],
    ['a tab within', `${header}.${payload.slice(0, 4)}\t${payload.slice(4)}.${signature}`],
    ['a line break within', `${header}.${payload.slice(0, 4)}\r\n${payload.slice(4)}.${signature}`],
    ['a blank around a dot', `${header} .${payload}.${signature}`],
    ['a NUL', `${header}.${payload}\u0000.${signature}`],
    ['a zero-width space', `\u200b${good}`],
    ['a full-width dot', good.replace('.', '\uff0e')],
    ['a letter outside the alphabet', `${header}.${payload}.${signature.slice(1)}é`],
    ['standard base64 letters', `${header}.${payload}.${`+/${signature.slice(2)}`}`],
    ['a question mark', `${header}.${payload}.?${signature}`],
    ['the scheme left in', `Bearer ${good}`],
    ['quotes', `"${good}"`],
  ])('refuses %s', async (_what, token) => {
    expect(await verdictOn(token)).toBe('malformed');
  });

  it('refuses a length that no byte string has', async () => {
    const token = `${header}.${payload}.${signature.slice(0, -1)}`;
    expect(token.split('.')[2]?.length ?? 0).toBe(85);
    expect(await verdictOn(token)).toBe('malformed');
  });

  it.each([0, 1, 2])('refuses spare bits in a payload of %i more bytes', async (more) => {
    const text = JSON.stringify(claimsWith()) + ' '.repeat(more);
    const token = await signRaw(goodHeader, bytes(text));
    expect(await verdictOn(token)).toBe('accepted');
    const [h = '', p = '', s = ''] = token.split('.');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const next = alphabet.charAt(alphabet.indexOf(p.charAt(p.length - 1)) + 1);
    const respelt = `${h}.${p.slice(0, -1)}${next}.${s}`;
    const isWholeBytes = p.length % 4 === 0;
    expect(await verdictOn(respelt)).toBe(isWholeBytes ? 'signature' : 'malformed');
  });

  it('refuses spare bits in the signature, which would be a second spelling of the same token', async () => {
    const last = signature.charAt(signature.length - 1);
    const respelt = `${header}.${payload}.${signature.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[last] ?? ''}`;
    expect(Buffer.from(respelt.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(signature, 'base64url'),
    );
    expect(await verdictOn(respelt)).toBe('malformed');
  });

  it('says of an opaque token that `resource` is the likely cause', async () => {
    const { reason, check, found } = await refusalOf('F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP');
    expect(reason).toBe('malformed');
    expect([check, found]).toEqual(['segments', 1]);
  });
});

describe('rule 3: header and payload are JSON objects in UTF-8', () => {
  const claims = JSON.stringify(claimsWith());

  it.each([
    ['an array', '[]'],
    ['a string', '"text"'],
    ['a number', '1'],
    ['null', 'null'],
    ['no JSON', 'foo'],
    ['nothing but a blank', ' '],
    ['JSON with a comment', `${claims}//`],
    ['two values', `${claims}${claims}`],
    ['a trailing comma', claims.replace(/\}$/, ',}')],
    ['a byte order mark', `\ufeff${claims}`],
  ])('refuses a payload that is %s, after its signature has verified', async (_what, text) => {
    const { reason, check } = await refusalOf(await mint({}, { payload: text }));
    expect([reason, check]).toEqual(['malformed', 'payload']);
  });

  it.each([
    ['an overlong sequence', [0xc0, 0xaf]],
    ['a lone continuation', [0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0xe9]],
  ])('refuses a payload with %s in a claim', async (_what, broken) => {
    const text = JSON.stringify(claimsWith({ note: '' }));
    const at = text.indexOf('"note":"') + '"note":"'.length;
    const payload = new Uint8Array([...bytes(text.slice(0, at)), ...broken, ...bytes(text.slice(at))]);
    expect(await verdictOn(await mint({}, { payload }))).toBe('malformed');
  });

  it('accepts UTF-8 beyond ASCII', async () => {
    const text = JSON.stringify(claimsWith({ name: 'Åsa 名 🙂' }));
    expect(await verdictOn(await mint({}, { payload: text }))).toBe('accepted');
  });

  it.each(['[]', '"x"', 'null', '{', '\ufeff{"alg":"ES256","typ":"at+jwt","kid":"ES256"}'])(
    'refuses the header %j',
    async (text) => {
      const { reason, check } = await refusalOf(await signRaw(text, bytes(claims)));
      expect([reason, check]).toEqual(['malformed', 'header']);
    },
  );

  it('reads own members only: what stands on a prototype was never signed', async () => {
    const polluted = Object.prototype as Record<string, unknown>;
    polluted['exp'] = NOW + 3600;
    polluted['aud'] = 'https://api.example.com';
    try {
      expect(await verdictOn(await mint({ exp: undefined }))).toBe('claim');
      expect(await verdictOn(await mint({ aud: undefined }))).toBe('audience');
    } finally {
      delete polluted['exp'];
      delete polluted['aud'];
    }
  });

  it('does not take members from a claim called __proto__', async () => {
    const payload = `{"__proto__":{"exp":${NOW + 3600}},"iss":"https://issuer.example.com/oidc","aud":"https://api.example.com"}`;
    expect(await verdictOn(await mint({}, { payload }))).toBe('claim');
  });

  it('survives a payload as deep as its length allows', async () => {
    const depth = 5000;
    const payload = `${JSON.stringify(claimsWith()).slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await verdictOn(await mint({}, { payload }))).toBe('accepted');
  });
});

describe('rule 4: encrypted, serialised otherwise or nested is malformed', () => {
  it('refuses five segments and says that they are a JWE', async () => {
    const { reason, check } = await refusalOf(`${header}.${payload}.${payload}.${payload}.${signature}`);
    expect(reason).toBe('malformed');
    expect(check).toBe('segments');
  });

  it('refuses JSON serialisation', async () => {
    const json = JSON.stringify({ protected: header, payload, signature });
    expect(await verdictOn(json)).toBe('malformed');
    expect(await verdictOn(encode(json))).toBe('malformed');
  });

  it('refuses a token within a token', async () => {
    expect(await verdictOn(await mint({}, { payload: good, header: { cty: 'JWT' } }))).toBe('malformed');
  });

  it('inflates nothing', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const payload = deflateRawSync(Buffer.from(JSON.stringify(claimsWith())));
    expect(
      await verdictOn(
        await signRaw(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, zip: 'DEF' }), payload),
      ),
    ).toBe('malformed');
  });
});

describe('rule 2: what is wrong with the segments is told as a fact', () => {
  it.each([
    ['abc', 'segments'],
    ['a.b', 'segments'],
    ['a.b.c.d', 'segments'],
    ['.b.c', 'base64url'],
    ['a..c', 'base64url'],
    ['..', 'base64url'],
  ])('%s: %s', async (text, check) => {
    expect((await refusalOf(text)).check).toBe(check);
  });
});
