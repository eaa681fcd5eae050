import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { mint, otherKey, verdictOn } from '../support/tokens.js';

describe('rule 8: keys and addresses inside a token are never used', () => {
  it('never verifies with a key out of the header', async () => {
    for (const header of [
      { jwk: otherKey.publicJwk },
      { jwk: otherKey.publicJwk, kid: undefined },
      { x5c: ['MIIB'] },
      { x5t: 'abc' },
    ]) {
      expect(await verdictOn(await mint({}, { signer: otherKey, header }))).toBe('signature');
    }
  });

  it('never fetches from an address in a token', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.end(JSON.stringify({ keys: [otherKey.publicJwk] }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/jwks`;
    try {
      for (const header of [{ jku: url }, { x5u: url }, { jku: url, kid: 'theirs' }]) {
        const verdict = await verdictOn(await mint({ iss: url }, { signer: otherKey, header }));
        expect(['signature', 'unknown_key']).toContain(verdict);
      }
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });

  it('accepts a good token that carries them, since they decide nothing', async () => {
    expect(
      await verdictOn(await mint({}, { header: { jku: 'https://evil.example', jwk: otherKey.publicJwk } })),
    ).toBe('accepted');
  });
});
