import { describe, expect, it } from 'vitest';
import { encode, mint, refusalOf, signRaw, key, verdictOn, claimsWith } from '../support/tokens.js';

const good = await mint();

const [header = '', payload = '', signature = ''] = good.split('.');

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
