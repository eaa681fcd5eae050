import { awsJwtVerify as withAws } from 'peers/aws-jwt-verify';
import { coreWithAddress, coreWithKeys } from 'peers/core';
import { fastJwt as withFastJwt } from 'peers/fast-jwt';
import { honoWithKey, honoWithKeys } from 'peers/hono';
import { joseWithKey, joseWithKeys } from 'peers/jose';
import { jsonwebtokenWithKey } from 'peers/jsonwebtoken';
import { type Peer, trustIn } from './peer.js';

/** As an app has it that says nothing about the cache: up to 1000 tokens are remembered. */
export const ours: Peer = {
  name: 'ours',
  remembers: true,
  setup: (authority) => coreWithKeys(trustIn(authority), authority.publicKey.jwks),
};

/** The same with Web Crypto on every runtime, by its option. */
export const oursWebCrypto: Peer = {
  name: 'ours, Web Crypto',
  remembers: true,
  setup: (authority) =>
    coreWithKeys(trustIn(authority), authority.publicKey.jwks, { signatureEngine: 'web-crypto' }),
};

/** Every token is examined as if it had never been seen. */
export const oursUncached: Peer = {
  name: 'ours, cache off',
  setup: (authority) => coreWithKeys(trustIn(authority), authority.publicKey.jwks, { cache: false }),
};

/** With a key set that is fetched and refreshed, as in production. The first token makes it fetch. */
export const oursRemote: Peer = {
  name: 'ours, keys fetched',
  remembers: true,
  setup: (authority) =>
    coreWithAddress(trustIn(authority), 'https://issuer.example.com/oidc/jwks', {
      fetch: () => Promise.resolve(Response.json(authority.publicKey.jwks)),
    }),
};

export const jose: Peer = {
  name: 'jose, one key',
  setup: (authority) => joseWithKey(trustIn(authority), authority.publicKey.cryptoKey),
};

export const joseKeySet: Peer = {
  name: 'jose, key set',
  setup: (authority) => joseWithKeys(trustIn(authority), authority.publicKey.jwks),
};

export const awsJwtVerify: Peer = {
  name: 'aws-jwt-verify',
  setup: (authority) => withAws(trustIn(authority), authority.publicKey.jwks, false),
};

/** It has no EdDSA. */
export const jsonWebToken: Peer = {
  name: 'jsonwebtoken',
  setup: (authority) =>
    authority.algorithm === 'EdDSA'
      ? undefined
      : jsonwebtokenWithKey(trustIn(authority), authority.publicKey.keyObject),
};

/** As most have it: with the text of a PEM each time, which is what `getPublicKey()` of jwks-rsa gives. */
export const jsonWebTokenWithPem: Peer = {
  name: 'jsonwebtoken, PEM',
  setup: (authority) =>
    authority.algorithm === 'EdDSA'
      ? undefined
      : jsonwebtokenWithKey(trustIn(authority), authority.publicKey.pem),
};

/** It has no EdDSA. */
export const honoJwt: Peer = {
  name: 'hono jwt, one key',
  setup: (authority) =>
    authority.algorithm === 'EdDSA'
      ? undefined
      : honoWithKey(trustIn(authority), authority.publicKey.cryptoKey),
};

/** It has no EdDSA. */
export const honoJwk: Peer = {
  name: 'hono jwk, key set',
  setup: (authority) =>
    authority.algorithm === 'EdDSA' ? undefined : honoWithKeys(trustIn(authority), authority.publicKey.jwks),
};

/** Without its cache, which is its default. */
export const fastJwt: Peer = {
  name: 'fast-jwt',
  setup: (authority) => withFastJwt(trustIn(authority), authority.publicKey.pem),
};

/** With its cache of 1000 tokens, keyed by a hash of the token, which is the cache's default. */
export const fastJwtCached: Peer = {
  name: 'fast-jwt, cache on',
  remembers: true,
  setup: (authority) => withFastJwt(trustIn(authority), authority.publicKey.pem, { cache: 1000 }),
};

/** With its cache keyed by the token itself: what its README offers for speed, with a warning printed at start. */
export const fastJwtCachedByToken: Peer = {
  name: 'fast-jwt, cache on, key = token',
  remembers: true,
  setup: (authority) =>
    withFastJwt(trustIn(authority), authority.publicKey.pem, {
      cache: 1000,
      cacheKeyBuilder: (token: string) => token,
    }),
};
