import { describe, expect, it } from 'vitest';
import { isCanonicalBase64url } from '../../src/token/base64url.js';
import { mint, refusalOf, signRaw, verdictOn, claimsWith } from '../support/tokens.js';

const good = await mint();

const [header = '', payload = '', signature = ''] = good.split('.');

const bytes = (text: string) => new TextEncoder().encode(text);

const goodHeader = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256' });

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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

describe('rule 2: one spelling', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of %i characters: canonical is what encodes back to itself',
    (length) => {
      for (const last of ALPHABET) {
        const text = 'A'.repeat(length - 1) + last;
        const isSame = Buffer.from(text, 'base64url').toString('base64url') === text;
        expect([text, isCanonicalBase64url(text)]).toEqual([text, isSame]);
      }
    },
  );
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
