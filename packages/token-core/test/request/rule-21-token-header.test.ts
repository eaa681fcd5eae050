import { describe, expect, it } from 'vitest';
import { authenticate, authorize, verifierOf, type RequestLike } from '../../src/index.js';
import { explain } from '../../src/explain/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const NAME = 'Cf-Access-Jwt-Assertion';
const verifier = verifierWith({ tokenHeader: NAME });
const token = await mint();
const bad = `${token.slice(0, -8)}AAAAAAAA`;

async function ask(request: RequestLike): Promise<string> {
  const decision = await authenticate(verifier, request);
  return decision.ok ? 'accepted' : `${decision.response.status} ${decision.error.reason}`;
}

describe('rule 21: a token in the one field that an option names', () => {
  it.each<[string, RequestLike, string]>([
    ['bare', { headers: { [NAME]: token } }, 'accepted'],
    ['in lower case, as Node.js shows it', { headers: { [NAME.toLowerCase()]: token } }, 'accepted'],
    ['of fetch', { headers: new Headers({ [NAME]: token }) }, 'accepted'],
    ['with blanks around it', { headers: { [NAME]: ` ${token}\t` } }, 'accepted'],
    ['with the scheme', { headers: { [NAME]: `Bearer ${token}` } }, 'accepted'],
    ['with the scheme in any case', { headers: { [NAME]: `bEARER  ${token}` } }, 'accepted'],
    ['nothing', { headers: {} }, '401 missing'],
    ['empty', { headers: { [NAME]: ' ' } }, '401 missing'],
    [
      'Authorization alone, which is not read then',
      { headers: { authorization: `Bearer ${token}` } },
      '401 missing',
    ],
    ['Authorization beside it', { headers: { authorization: 'Bearer x', [NAME]: token } }, 'accepted'],
    [
      'a good Authorization beside a bad one',
      { headers: { authorization: `Bearer ${token}`, [NAME]: bad } },
      '401 signature',
    ],
    ['another scheme', { headers: { [NAME]: `Basic ${token}` } }, '400 credentials'],
    ['twice, as a list', { headers: { [NAME]: [token, token] } }, '400 credentials'],
    ['twice, as fetch joins it', { headers: { [NAME]: `${token}, ${token}` } }, '400 credentials'],
    [
      'twice, as Node.js shows it',
      { headers: { [NAME.toLowerCase()]: token }, rawHeaders: [NAME, token, NAME.toUpperCase(), token] },
      '400 credentials',
    ],
    ['no text', { headers: { [NAME]: 5 as never } }, '400 credentials'],
    ['a cookie', { headers: { cookie: `CF_Authorization=${token}` } }, '401 missing'],
    ['too long', { headers: { [NAME]: 'a'.repeat(16_400) } }, '401 malformed'],
  ])('%s', async (_case, request, expected) => {
    expect(await ask(request)).toBe(expected);
    // Known by now.
    expect(await ask(request)).toBe(expected);
  });

  it.each(['cookie', 'Cookie', 'Set-Cookie'])(
    '%s is never read, also for a verifier that was written by hand',
    async (tokenHeader) => {
      for (const request of [
        { headers: { cookie: token, 'set-cookie': token } },
        { headers: new Headers({ cookie: token }) },
        { headers: {} },
      ]) {
        await expect(authenticate({ ...verifier, tokenHeader }, request)).rejects.toThrow(
          'tokenHeader: expected another field than Cookie',
        );
      }
    },
  );

  it('the challenge stays that of RFC 6750', async () => {
    const decision = await authenticate(verifier, { headers: {} });
    expect(decision.ok ? '' : decision.response.headers['www-authenticate']).toBe('Bearer');
  });

  it('by default no other field is read', async () => {
    const decision = await authenticate(verifierWith({}), { headers: { [NAME]: token } });
    expect(decision.ok ? '' : decision.error.reason).toBe('missing');
    for (const name of ['Authorization', 'authorization']) {
      const named = verifierWith({ tokenHeader: name });
      expect((await authenticate(named, { headers: { authorization: `Bearer ${token}` } })).ok).toBe(true);
      expect((await authenticate(named, { headers: { authorization: token } })).ok).toBe(false);
    }
  });

  it('a further requirement looks at the same field', async () => {
    const request = { headers: { [NAME]: token } };
    const decision = await authenticate(verifier, request);
    if (!decision.ok) throw decision.error;
    const further = await authorize(verifier, decision.token, { scopes: ['write:products'] }, request);
    expect(further.ok ? 'accepted' : further.error.reason).toBe('scope');
  });

  it('several names of one API read the same field', async () => {
    const other = verifierWith({ tokenHeader: NAME, issuer: 'https://other.example.com' });
    const decision = await authenticate(verifierOf([verifier, other]), { headers: { [NAME]: token } });
    expect(decision.ok).toBe(true);
    expect(() => verifierOf([verifier, verifierWith({ issuer: 'https://other.example.com' })])).toThrow(
      'verifierOf: expected verifiers with the same option tokenHeader, found different ones',
    );
  });

  it.each(['Cookie', 'set-cookie', '', 'Cf Access', 'x:y', 5, ['x']])(
    '%j is no such field',
    (tokenHeader) => {
      expect(() => verifierWith({ tokenHeader: tokenHeader as string })).toThrow(
        /^tokenHeader: expected the name of a header field, and not Cookie, found /,
      );
    },
  );

  it('rule 33: the explanation names the field', async () => {
    const request = { headers: { authorization: `Bearer ${token}` } };
    const decision = await authenticate(verifier, request);
    if (decision.ok) throw new Error('accepted');
    const { cause, sentence } = explain(decision.error, { request, verifier });
    expect([cause, sentence]).toEqual([
      'missing.header',
      'The request has no token in cf-access-jwt-assertion (option tokenHeader).',
    ]);
  });
});
