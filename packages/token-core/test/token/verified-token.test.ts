import { describe, expect, it } from 'vitest';
import { authenticate, type VerifierOptions } from '../../src/index.js';
import { mint, NOW, verdictOn, verifierWith } from '../support/tokens.js';

const verified = async (claims: Record<string, unknown> = {}, options: Partial<VerifierOptions> = {}) =>
  verifierWith(options).verify(await mint(claims));

describe('a verified token', () => {
  it('says whom it speaks for', async () => {
    expect(await verified()).toMatchObject({ subject: 'user-1', principal: 'user' });
    expect(await verified({ sub: 'client-1' })).toMatchObject({ subject: 'client-1', principal: 'machine' });
    expect((await verified({ client_id: undefined })).principal).toBeUndefined();
    expect((await verified()).actor).toBeUndefined();
    const { actor } = await verified({ act: { sub: 'agent' } });
    expect(actor).toEqual({ sub: 'agent' });
    expect(() => Object.assign(actor ?? {}, { sub: 'x' })).toThrow(TypeError);
    expect((await verified({ act: 'agent' })).actor).toBeUndefined();
  });

  it('the option principal says it otherwise', async () => {
    const principal: VerifierOptions['principal'] = ({ sub }) => (sub === 'user-1' ? 'machine' : undefined);
    expect((await verified({}, { principal })).principal).toBe('machine');
    expect((await verified({ sub: 'client-1' }, { principal })).principal).toBeUndefined();
    for (const wrong of [
      () => 'robot',
      () => null,
      () => Promise.resolve('user'),
      () => void JSON.parse('{'),
    ]) {
      expect(await verdictOn(await mint(), { principal: wrong as never })).toBe('claim');
    }
    expect(() => verifierWith({ principal: 'user' as never })).toThrow(/^principal: expected a function/);
  });

  it('is readable as JSON, and by spread', async () => {
    const token = await verified({ scope: 'a b' });
    const expected = {
      claims: token.claims,
      header: token.header,
      scopes: ['a', 'b'],
      expiresAt: new Date((NOW + 3600) * 1000).toISOString(),
      subject: 'user-1',
      principal: 'user',
    };
    expect(JSON.parse(JSON.stringify(token))).toEqual(expected);
    expect(JSON.parse(JSON.stringify({ ...token }))).toEqual(expected);
  });

  it('is frozen through and through', async () => {
    const token = await verified();
    expect(Object.isFrozen(token)).toBe(true);
    expect(() => Object.assign(token, { subject: 'root' })).toThrow(TypeError);
    expect(() => Object.assign(Object.getPrototypeOf(token) as object, {})).not.toThrow();
    // Nothing of it leads to what decisions are taken by.
    const reachable = Object.getOwnPropertyNames(Object.getPrototypeOf(token));
    expect(reachable).toEqual(['constructor']);
  });
});

describe('rule 27: decisions use scopes that nobody outside can reach', () => {
  const ways: readonly (readonly [string, (scopes: Set<string>) => void])[] = [
    ['add', (scopes) => scopes.add('admin')],
    ['Set.prototype.add', (scopes) => Set.prototype.add.call(scopes, 'admin')],
    ['Set.prototype.clear', (scopes) => Set.prototype.clear.call(scopes)],
    ['another has', (scopes) => Object.assign(scopes, { has: () => true })],
    ['another has by definition', (scopes) => Object.defineProperty(scopes, 'has', { value: () => true })],
    ['another prototype', (scopes) => void Object.setPrototypeOf(scopes, { has: () => true })],
    [
      'another has of the class',
      (scopes) => Object.assign(Object.getPrototypeOf(scopes) as object, { has: () => true }),
    ],
    ['forEach', (scopes) => scopes.forEach((_item, _same, set) => set.add('admin'))],
  ];

  it.each(ways)('%s', async (_what, widen) => {
    const verifier = verifierWith();
    const text = await mint();
    const request = { headers: { authorization: `Bearer ${text}` } };
    const token = await verifier.verify(text);
    try {
      widen(token.scopes as Set<string>);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
    expect((await authenticate(verifier, request, { scopes: ['admin'] })).ok).toBe(false);
    expect((await authenticate(verifier, request, { scopes: ['read:products'] })).ok).toBe(true);
    await expect(verifier.verify(text, { scopes: ['admin'] })).rejects.toMatchObject({ status: 403 });
    const again = await verifier.verify(text);
    expect([again.scopes.has('admin'), again.scopes.has('read:products'), again.scopes.size]).toEqual([
      false,
      true,
      1,
    ]);
    expect([...again.scopes]).toEqual(['read:products']);
  });

  it('its scopes are a Set to whoever reads them', async () => {
    const { scopes } = await verified({ scope: 'a b' });
    expect(scopes).toEqual(new Set(['a', 'b']));
    expect([[...scopes], [...scopes.keys()], [...scopes.values()], [...scopes.entries()]]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    ]);
    const seen: unknown[] = [];
    // oxlint-disable-next-line unicorn/no-array-for-each
    scopes.forEach(function (this: unknown, item, same, set) {
      seen.push(this, item, same, set === scopes);
    }, 'self');
    expect(seen.map(String)).toEqual(['self', 'a', 'a', 'true', 'self', 'b', 'b', 'true']);
    expect(new Set(scopes).size).toBe(2);
    expect(structuredClone(scopes)).toEqual(new Set(['a', 'b']));
  });
});
