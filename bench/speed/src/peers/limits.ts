import type { Subject } from '../measure/rounds.js';
import type { Algorithm, Authority } from '../tokens/authority.js';
import type { TokenPool } from '../tokens/pool.js';

const VERIFICATION: Readonly<Record<Algorithm, { readonly name: string; readonly hash?: string }>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  EdDSA: { name: 'Ed25519' },
};

/** The name of the limit of all that verify signatures by Web Crypto. */
export const RAW_VERIFY = 'limit: crypto.subtle.verify';

/** Web Crypto alone, with every byte laid out beforehand: nothing is split, decoded, parsed or judged. */
export function rawVerify({ algorithm, publicKey }: Authority, pool: TokenPool): Subject {
  const prepared = Array.from({ length: pool.size }, (_, index) => {
    const text = pool.fresh(index);
    const end = text.lastIndexOf('.');
    return {
      input: Uint8Array.from(Buffer.from(text.slice(0, end))),
      signature: Uint8Array.from(Buffer.from(text.slice(end + 1), 'base64url')),
    };
  });
  const parameters = VERIFICATION[algorithm];
  const key = publicKey.cryptoKey;
  return {
    name: RAW_VERIFY,
    run: (index) => {
      const { input, signature } = prepared[index % prepared.length] ?? {};
      if (input === undefined || signature === undefined) throw new RangeError('A pool without tokens.');
      return crypto.subtle.verify(parameters, key, signature, input);
    },
  };
}

/** The name of the limit of all that remember tokens. */
export const BARE_MAP = 'limit: Map get';

/** A Map that knows the tokens, asked with a new string each time. */
export function bareMap(pool: TokenPool): Subject {
  const known = new Map<string, number>();
  for (let index = 0; index < pool.size; index++) known.set(pool.fresh(index), index);
  return {
    name: BARE_MAP,
    run: (index) => {
      if (known.get(pool.fresh(index)) === undefined) throw new Error('A token that the Map does not know.');
    },
  };
}

/** The new string alone, which every line of the section pays for. */
export function freshString(pool: TokenPool): Subject {
  return {
    name: 'limit: the new string alone',
    run: (index) => {
      if (pool.fresh(index).length === 0) throw new Error('A token without text.');
    },
  };
}
