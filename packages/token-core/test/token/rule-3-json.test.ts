import { describe, expect, it } from 'vitest';
import { mint, refusalOf, signRaw, verdictOn, NOW, claimsWith } from '../support/tokens.js';

const bytes = (text: string) => new TextEncoder().encode(text);

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
