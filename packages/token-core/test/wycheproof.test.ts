import { describe, expect, it } from 'vitest';
import { createVerifier, InvalidTokenError, staticKeys } from '../src/index.js';
import { ALGORITHMS } from '../src/token/algorithms.js';
import { judgeHeader, normaliseType } from '../src/token/header.js';
import { UsableKeys } from '../src/keys/key-set.js';
import { signatureEngine, verifySignature } from '../src/token/signature/verify.js';
import { readVectors } from './support/read-vectors.js';

type Jwk = Readonly<Record<string, unknown>>;
type KeyMaterial = Jwk | { readonly keys: readonly Jwk[] };

interface Vectors {
  readonly testGroups: readonly {
    readonly comment: string;
    readonly private?: KeyMaterial;
    readonly public?: KeyMaterial;
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly jws?: unknown;
      readonly jwe?: unknown;
      readonly result: 'valid' | 'invalid';
    }[];
  }[];
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/** The published half of the group's keys, as a key set. */
function publishedKeys(material: KeyMaterial): readonly Jwk[] {
  const keys = Array.isArray(material['keys']) ? (material['keys'] as readonly Jwk[]) : [material];
  return keys.map((key) =>
    Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.includes(name))),
  );
}

/** Every type that the vectors use: the type is not what they are about. */
const TOKEN_TYPES = ['', 'at+jwt', 'JWT', 'JOSE', 'JOSE+JSON'];

/**
 * Whether the signature layer accepts. The payloads are no claims sets, so what passes fails right behind it. An empty
 * payload never gets there (rule 2), so those few are shown to the rooms one by one.
 */
async function signatureVerifies(keys: readonly Jwk[], token: unknown): Promise<boolean> {
  const error = await refusalOf(keys, token);
  if (error.reason === 'type') throw new Error('a type that the test does not know');
  if (typeof token === 'string' && /^[^.]+\.\.[^.]+$/.test(token)) {
    expect(error.reason).toBe('malformed');
    return emptyPayloadVerifies(keys, token).catch(() => false);
  }
  const failsBehind = error.reason === 'malformed' && error.check === 'payload';
  return failsBehind || ['issuer', 'audience', 'claim'].includes(error.reason);
}

async function refusalOf(keys: readonly Jwk[], token: unknown): Promise<InvalidTokenError> {
  const verifier = createVerifier({
    issuer: 'wycheproof',
    resource: 'wycheproof',
    keys: staticKeys({ keys }),
    tokenTypes: TOKEN_TYPES,
  });
  try {
    await verifier.verify(token as string);
  } catch (error) {
    if (error instanceof InvalidTokenError) return error;
    throw error;
  }
  throw new Error('a payload that is no claims set was accepted');
}

async function emptyPayloadVerifies(keys: readonly Jwk[], token: string): Promise<boolean> {
  const [header = '', , signature = ''] = token.split('.');
  const policy = {
    algorithms: new Set(ALGORITHMS.keys()),
    tokenTypes: new Set(TOKEN_TYPES.map(normaliseType)),
  };
  const { alg, kid, profile } = judgeHeader(header, policy);
  const [key] = new UsableKeys({ keys }).candidates(kid, alg, profile);
  const cryptoKey = await key?.import(alg);
  if (cryptoKey === undefined) return false;
  const compact = { header, payload: '', signature, signingInput: `${header}.` };
  return verifySignature(compact, profile, cryptoKey, signatureEngine());
}

interface Count {
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
  readonly symmetric: { accepted: number; rejected: number };
  readonly encrypted: { accepted: number; rejected: number };
  /** The asymmetric cases whose outcome is not the one that the file marks. */
  readonly unlike: readonly number[];
}

async function run(file: string): Promise<Count> {
  const accepted: number[] = [];
  const rejected: number[] = [];
  const unlike: number[] = [];
  const symmetric = { accepted: 0, rejected: 0 };
  const encrypted = { accepted: 0, rejected: 0 };
  for (const group of readVectors<Vectors>(`wycheproof/${file}.json`).testGroups) {
    const material = group.public ?? group.private ?? {};
    const keys = publishedKeys(material);
    for (const { tcId, jws, jwe, result } of group.tests) {
      const outcome = await signatureVerifies(keys, jws ?? jwe);
      if (jws === undefined) encrypted[outcome ? 'accepted' : 'rejected']++;
      else if (keys.every(({ kty }) => kty === 'oct')) symmetric[outcome ? 'accepted' : 'rejected']++;
      else {
        (outcome ? accepted : rejected).push(tcId);
        if (outcome !== (result === 'valid')) unlike.push(tcId);
      }
    }
  }
  return { accepted, rejected, symmetric, encrypted, unlike };
}

describe('Wycheproof vectors (C2SP, Apache-2.0)', () => {
  it('json_web_signature_test: 32 accepted, 329 refused, no symmetric one accepted', async () => {
    const { accepted, rejected, symmetric, unlike } = await run('json_web_signature_test');
    expect([accepted.length, rejected.length]).toEqual([32, 329]);
    expect(symmetric).toEqual({ accepted: 0, rejected: 40 });
    // Marked valid although the algorithm of the key is another than that of the token (RFC 8725bis §3.1).
    expect(unlike).toEqual([346, 347, 350, 351]);
  });

  it('json_web_key_test: all but one as marked, e = 1 refused', async () => {
    const { accepted, rejected, symmetric, unlike } = await run('json_web_key_test');
    expect([accepted.length, rejected.length, symmetric]).toEqual([2, 10, { accepted: 0, rejected: 14 }]);
    // Case 7 is a key with the ROCA flaw, which only a fingerprint would tell.
    expect(unlike).toEqual([7]);
  });

  it('json_web_crypto_test: all but one as marked', async () => {
    const { accepted, rejected, symmetric, encrypted, unlike } = await run('json_web_crypto_test');
    expect([accepted.length, rejected.length]).toEqual([3, 27]);
    expect([symmetric, encrypted]).toEqual([
      { accepted: 0, rejected: 19 },
      { accepted: 0, rejected: 34 },
    ]);
    expect(unlike).toEqual([46]);
  });

  it('json_web_encryption_test: nothing encrypted is accepted', async () => {
    expect((await run('json_web_encryption_test')).encrypted).toEqual({ accepted: 0, rejected: 139 });
  });
});
