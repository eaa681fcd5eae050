const encoder = new TextEncoder();
const { subtle } = globalThis.crypto;

export const NOW = 1_800_000_000;
export const ISSUER = 'https://issuer.example.com/oidc';
export const RESOURCE = 'https://api.example.com';

const HASH = 'SHA-256';
const PARAMETERS = {
  ES256: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: HASH },
  ],
  ES384: [
    { name: 'ECDSA', namedCurve: 'P-384' },
    { name: 'ECDSA', hash: 'SHA-384' },
  ],
  ES512: [
    { name: 'ECDSA', namedCurve: 'P-521' },
    { name: 'ECDSA', hash: 'SHA-512' },
  ],
  RS256: [rsa('RSASSA-PKCS1-v1_5', HASH), { name: 'RSASSA-PKCS1-v1_5' }],
  PS256: [rsa('RSA-PSS', HASH), { name: 'RSA-PSS', saltLength: 32 }],
  PS512: [rsa('RSA-PSS', 'SHA-512'), { name: 'RSA-PSS', saltLength: 64 }],
  Ed25519: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
};

export const ALGORITHMS = Object.keys(PARAMETERS);

function rsa(name, hash) {
  return { name, hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
}

/** A key pair by the runtime's own Web Crypto. */
export async function makeKey(alg = 'ES256', kid = alg) {
  const [generation, signing] = PARAMETERS[alg];
  const { publicKey, privateKey } = await subtle.generateKey(generation, true, ['sign', 'verify']);
  const { key_ops: _, ext: __, ...jwk } = await subtle.exportKey('jwk', publicKey);
  return { alg, kid, jwk: { ...jwk, alg, kid, use: 'sig' }, privateKey, signing };
}

export function encode(content) {
  const bytes = typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A token: a good one, but for the members given; `undefined` removes one. */
export function mint(key, { claims = {}, header = {}, payload } = {}) {
  const head = { alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header };
  const body = {
    iss: ISSUER,
    aud: RESOURCE,
    sub: 'user-1',
    iat: NOW,
    exp: NOW + 3600,
    scope: 'read:products',
    ...claims,
  };
  return sign(key, JSON.stringify(head), payload ?? JSON.stringify(body));
}

export async function sign(key, header, payload) {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${encode(await subtle.sign(key.signing, key.privateKey, encoder.encode(input)))}`;
}
