import { describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const token = await mint({ organization_id: 'acme' });
const verifier = verifierWith();

/** Whether a request is let in on a route of the organization that its host names. */
async function isLetIn(request: Record<string, unknown>): Promise<boolean> {
  const headers = request['headers'] ?? {};
  const authorization = `Bearer ${token}`;
  const sent = { ...request, headers: headers instanceof Headers ? headers : { ...headers, authorization } };
  const demand = { organization: { subdomainOf: 'example.com' } };
  return (await authenticate(verifier, sent as RequestLike, demand)).ok;
}

describe('rule 28: the host that a request is sent to names the organization', () => {
  it.each(['acme.example.com', 'ACME.Example.COM', 'acme.example.com:1', 'acme.example.com:65535'])(
    '%s',
    async (host) => {
      expect(await isLetIn({ headers: { host } })).toBe(true);
      expect(await isLetIn({ headers: { ':authority': host } })).toBe(true);
      expect(await isLetIn({ url: `https://${host}/path` })).toBe(true);
      expect(await isLetIn({ url: `HTTP://${host}?query` })).toBe(true);
      expect(await isLetIn({ url: `http://${host}#part` })).toBe(true);
    },
  );

  it.each([
    'example.com',
    'acme.example.com:123456',
    'acme.example.com:x',
    'acme.example.com:',
    'acme.example.com/',
    '!acme.example.com',
    'user@acme.example.com',
    'a_b.acme.example.com',
    'acme.example.com.',
    'acme..example.com',
    'acme.example.com, other.example.com',
    '',
  ])('not "%s"', async (host) => {
    expect(await isLetIn({ headers: { host } })).toBe(false);
  });

  it('and nobody else: neither a path nor a host that was forwarded', async () => {
    expect(await isLetIn({ url: '/https://acme.example.com/' })).toBe(false);
    expect(await isLetIn({ url: 'ftp://acme.example.com/' })).toBe(false);
    expect(await isLetIn({ url: 5 })).toBe(false);
    expect(await isLetIn({ url: '/' })).toBe(false);
    expect(await isLetIn({ headers: { 'x-forwarded-host': 'acme.example.com' } })).toBe(false);
    expect(await isLetIn({})).toBe(false);
  });

  it('once: two that differ name nobody, two that agree do', async () => {
    const host = 'acme.example.com';
    const other = 'other.example.com';
    expect(await isLetIn({ headers: { host, ':authority': host }, url: `https://${host}/` })).toBe(true);
    expect(await isLetIn({ headers: { host, ':authority': other } })).toBe(false);
    expect(await isLetIn({ headers: { host: other, ':authority': host } })).toBe(false);
    expect(await isLetIn({ headers: { host }, url: `https://${other}/` })).toBe(false);
    expect(await isLetIn({ headers: { host, ':authority': 5 } })).toBe(true);
    expect(await isLetIn({ headers: { host }, rawHeaders: ['Host', host, 'Host', host] })).toBe(false);
    expect(await isLetIn({ url: `https://${host}/`, rawHeaders: ['host', host, 'HOST', host] })).toBe(false);
  });

  it('a host that cannot be read is none', async () => {
    const headers = {
      get: (name: string) => {
        if (name === 'host') throw new Error('no host');
        return name === 'authorization' ? `Bearer ${token}` : undefined;
      },
    };
    const demand = { organization: { subdomainOf: 'example.com' } };
    expect((await authenticate(verifier, { headers }, demand)).ok).toBe(false);
    const url = 'https://acme.example.com/';
    expect((await authenticate(verifier, { headers, url }, demand)).ok).toBe(true);
  });
});
