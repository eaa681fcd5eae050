import { describe, expect, it } from 'vitest';
import { isLoopbackHost, isLoopbackUrl, placeOf } from '../../src/hosts.js';

// Straight to the function: a name as `URL.hostname` spells it, of any kind. What `https://` does with one is in rule-22-hosts.
describe('rule 22: where a host is, by every spelling of it', () => {
  it.each([
    ['localhost', 'loopback'],
    ['localhost.', 'loopback'],
    ['localhost..', 'loopback'],
    ['a.localhost', 'loopback'],
    ['.localhost.example.com', 'elsewhere'],
    ['local.host', 'elsewhere'],
    ['mylocalhost', 'elsewhere'],
    ['127.0.0.1', 'loopback'],
    ['127.254.253.252', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['0.1.2.3', 'loopback'],
    ['10.0.0.127', 'elsewhere'],
    ['1.127.0.0', 'elsewhere'],
    ['126.0.0.1', 'elsewhere'],
    ['169.254.169.254', 'link-local'],
    ['169.254.0.0', 'link-local'],
    ['169.253.0.254', 'elsewhere'],
    ['10.254.0.0', 'elsewhere'],
    ['127.0.0.1.example.com', 'elsewhere'],
    ['a.127.0.0.1', 'elsewhere'],
    ['example.com', 'elsewhere'],
    ['a[', 'elsewhere'],
    ['[::]', 'loopback'],
    ['[::1]', 'loopback'],
    ['[0:0:0:0:0:0:0:1]', 'loopback'],
    ['[::2]', 'loopback'], // 0.0.0.2, which is this host as well.
    ['[::7f00:1]', 'loopback'],
    ['[::a00:1]', 'elsewhere'],
    ['[::a00:7f00]', 'elsewhere'],
    ['[::1:0:0]', 'elsewhere'],
    ['[1::]', 'elsewhere'],
    ['[1::1]', 'elsewhere'],
    ['[1:0:0:0:0:0:0:1]', 'elsewhere'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['[::ffff:0:1]', 'loopback'],
    ['[::ffff:a9fe:a9fe]', 'link-local'],
    ['[::ffff:a9fd:fe]', 'elsewhere'],
    ['[::ffff:808:808]', 'elsewhere'],
    ['[64:ff9b::7f00:1]', 'loopback'],
    ['[64:ff9b::a9fe:1]', 'link-local'],
    ['[64:ff9b::808:808]', 'elsewhere'],
    ['[65:ff9b::7f00:1]', 'elsewhere'],
    ['[64:ff9b:1::7f00:1]', 'elsewhere'],
    ['[2001:db8::7f00:1]', 'elsewhere'],
    ['[2001:db8:1:2:3:4:7f00:1]', 'elsewhere'],
    ['[fe80::1]', 'link-local'],
    ['[fe80:1:2:3:4:5:6:7]', 'link-local'],
    ['[febf::]', 'link-local'],
    ['[fec0::]', 'elsewhere'],
    ['[fe7f::]', 'elsewhere'],
    ['[80fe::]', 'elsewhere'],
    ['[::fe80]', 'loopback'], // 0.0.254.128.
  ])('%s: %s', (host, place) => {
    expect(placeOf(host)).toBe(place);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.99.88.77', true],
    ['[::1]', true],
    ['a.localhost', false],
    ['localhost.', false],
    ['0.0.0.0', false],
    ['1.127.0.1', false],
    ['12.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['x127.0.0.1', false],
    ['1.127.0.0.1', false],
    ['127.a.0.1', false],
    ['127.0.a.1', false],
    ['127.0.0.a', false],
    ['[::ffff:7f00:1]', false],
    ['', false],
  ])('http to %s is as good as https: %s', (host, isLoopback) => {
    expect(isLoopbackHost(host)).toBe(isLoopback);
  });

  it('an address is that of a server on this machine when its host is', () => {
    expect(isLoopbackUrl('http://127.0.0.1:3300/oidc')).toBe(true);
    expect(isLoopbackUrl('https://localhost')).toBe(true);
    expect(isLoopbackUrl('https://example.com/localhost')).toBe(false);
    expect(isLoopbackUrl('localhost')).toBe(false);
    expect(isLoopbackUrl('')).toBe(false);
  });
});
