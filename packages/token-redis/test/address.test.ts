import { describe, expect, it } from 'vitest';
import { redisStandingStore } from '../src/index.js';

function mistake(url: unknown): Error {
  try {
    void redisStandingStore({ url } as never).close();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was taken');
}

describe('an address that is wrong stops the start, and says nothing of itself', () => {
  const SCHEME = /^url: expected an address that begins with redis:\/\/ or rediss:\/\/ and names a host/;
  const CREDENTIALS =
    /^url: expected user name and password in percent-encoding: a % of their own is written %25\.$/;
  const DATABASE = /^url: expected behind the host at most the number of a database/;
  const SETTINGS =
    /^url: expected nothing behind the database: settings, of TLS too, belong to a client of yours/;

  it.each<[unknown, RegExp]>([
    ['redis://:secret%ss@redis.example.com:6379', CREDENTIALS],
    ['redis://:secret%@redis.example.com', CREDENTIALS],
    ['redis://secret%zz:p@redis.example.com', CREDENTIALS],
    ['redis://api:secret%F0%9F@redis.example.com', CREDENTIALS],
    ['http://api:secret@redis.example.com', SCHEME],
    ['redis+sentinel://:secret@redis.example.com', SCHEME],
    ['unix:///secret/redis.sock', SCHEME],
    ['redis:secret', SCHEME],
    ['redis://', SCHEME],
    ['redis://:secret@', SCHEME],
    ['redis://:6379', SCHEME],
    ['redis:///0', SCHEME],
    ['redis.example.com:6379', SCHEME],
    ['redis://:secret@redis.example.com:70000', SCHEME],
    ['redis://:secret@redis.example.com:port', SCHEME],
    ['redis://api:secret/1@redis.example.com', SCHEME],
    ['redis://api:secret#1@redis.example.com', SCHEME],
    ['redis://api:secret?1@redis.example.com', SCHEME],
    ['redis://api:1/secret@redis.example.com', DATABASE],
    ['redis://:secret@redis.example.com/zero', DATABASE],
    ['redis://:secret@redis.example.com/-1', DATABASE],
    ['redis://:secret@redis.example.com/1.5', DATABASE],
    ['redis://:secret@redis.example.com/1/2', DATABASE],
    ['redis://:secret@redis.example.com/99999999999999999999', DATABASE],
    ['redis://:secret@redis.example.com?db=1', SETTINGS],
    ['rediss://:secret@redis.example.com/0?ssl_cert_reqs=none', SETTINGS],
    ['redis://:secret@redis.example.com#secret', SETTINGS],
    ['redis://api:1?secret@redis.example.com', SETTINGS],
    ['', SCHEME],
    [7, SCHEME],
    [new URL('redis://:secret@redis.example.com'), SCHEME],
  ])('%s', (url, sentence) => {
    const error = mistake(url);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(sentence);
    expect(error.cause).toBeUndefined();
    expect(error.message + String(error.stack)).not.toContain('secret');
  });

  it.each([
    'redis://redis.example.com',
    'rediss://redis.example.com:6380/15',
    'redis://:p%25s%2Fs%3F%23@redis.example.com/0',
    'redis://api:p@ss:word@redis.example.com/',
    'redis://[::1]:6379/01',
  ])('%s is taken', async (url) => {
    await redisStandingStore({ url }).close();
  });
});
