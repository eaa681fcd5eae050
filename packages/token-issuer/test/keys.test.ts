import { describe, expect, it } from 'vitest';

import type { Issuer } from '../src/index.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { clientCredentials, fetchKeys, readToken, RESOURCE, startIssuer } from './support/issuer.js';
import type { TokenAnswer } from './support/issuer.js';

function issue(issuer: Issuer): Promise<TokenAnswer> {
  return clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
}

async function published(issuer: Issuer): Promise<readonly (string | undefined)[]> {
  return (await fetchKeys(issuer)).keys.map(({ kid }) => kid);
}

async function signedWith(issuer: Issuer): Promise<string | undefined> {
  return (await readToken(issuer, await issue(issuer))).header.kid;
}

describe('key rotation', () => {
  it('at once: the new key signs, the old one stays published and its tokens valid', async () => {
    const issuer = await startIssuer();
    const { current: old } = issuer.keys.ids();
    const before = await issue(issuer);
    const rotated = await issuer.keys.rotate();
    expect(rotated).not.toBe(old);
    expect(issuer.keys.ids()).toEqual({ current: rotated, previous: old });
    expect(await published(issuer)).toEqual([rotated, old]);
    expect(await signedWith(issuer)).toBe(rotated);
    expect((await readToken(issuer, before)).header.kid).toBe(old);
  });

  it('a second one drops the oldest key, and its tokens die', async () => {
    const issuer = await startIssuer();
    const { current: oldest } = issuer.keys.ids();
    const before = await issue(issuer);
    const second = await issuer.keys.rotate();
    const third = await issuer.keys.rotate();
    expect(await published(issuer)).toEqual([third, second]);
    expect(await published(issuer)).not.toContain(oldest);
    await expect(readToken(issuer, before)).rejects.toThrow('no applicable key found');
  });

  it('staged: published before it signs', async () => {
    const issuer = await startIssuer();
    const { current: old } = issuer.keys.ids();
    const next = await issuer.keys.stage();
    expect(await published(issuer)).toEqual([old, next]);
    expect(await signedWith(issuer)).toBe(old);
    expect(await issuer.keys.activate()).toBe(next);
    expect(await published(issuer)).toEqual([next, old]);
    expect(await signedWith(issuer)).toBe(next);
  });

  it('nothing staged is nothing to activate, and everything goes on', async () => {
    const issuer = await startIssuer();
    await expect(issuer.keys.activate()).rejects.toThrow('There is no staged key to activate');
    expect(await signedWith(issuer)).toBe(issuer.keys.ids().current);
    await issuer.keys.rotate();
    expect(await signedWith(issuer)).toBe(issuer.keys.ids().current);
  });

  it('withdrawal takes the previous key out of the set', async () => {
    const issuer = await startIssuer();
    const { current: old } = issuer.keys.ids();
    const before = await issue(issuer);
    const rotated = await issuer.keys.rotate();
    expect(await issuer.keys.withdraw()).toBe(old);
    expect(await published(issuer)).toEqual([rotated]);
    await expect(readToken(issuer, before)).rejects.toThrow('no applicable key found');
    expect(await issuer.keys.withdraw()).toBeUndefined();
  });

  it('to another algorithm: both kinds are published, each as Logto publishes it', async () => {
    const issuer = await startIssuer();
    const rotated = await issuer.keys.rotate('RS256');
    const { keys } = await fetchKeys(issuer);
    expect(keys.map(({ kty, alg }) => [kty, alg])).toEqual([
      ['RSA', undefined],
      ['EC', 'ES384'],
    ]);
    expect((await readToken(issuer, await issue(issuer))).header).toMatchObject({
      alg: 'RS256',
      kid: rotated,
    });
  });

  it('ID tokens follow the current key, and sessions and refresh tokens stay', async () => {
    const issuer = await startIssuer();
    const first = await authorize(await discover(issuer, 'demo-spa'), { resource: RESOURCE });
    const rotated = await issuer.keys.rotate();
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, first, { resource: RESOURCE });
    const [header = ''] = String(tokens.id_token).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
      alg: 'ES384',
      kid: rotated,
    });
    const silent = await authorize(config, { browser: first.browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.has('code')).toBe(true);
  });

  it.each([Number.NaN, -5, 0.5, 31_536_001, Infinity, '60', null])(
    'a grace period of %j is a TypeError, and no key changes',
    async (grace) => {
      const issuer = await startIssuer();
      const before = issuer.keys.states();
      const rotated = issuer.keys.rotate('ES384', grace as number);
      await expect(rotated).rejects.toThrow(TypeError);
      await expect(rotated).rejects.toThrow(
        'gracePeriod: expected a whole number of seconds from 0 to 31536000, found',
      );
      expect(issuer.keys.states()).toEqual(before);
    },
  );

  it('of changes at the same time none is lost', async () => {
    const issuer = await startIssuer();
    const rotated = await Promise.all([issuer.keys.rotate(), issuer.keys.rotate()]);
    const { current, previous } = issuer.keys.ids();
    expect(new Set([current, previous])).toEqual(new Set(rotated));
    expect(await published(issuer)).toEqual([current, previous]);
  });
});
