import type { SecureContext } from 'node:tls';
import { CertificateRefused, sendRaw } from '@acme/token-testing/wire';
import type { CorpusJwk } from './corpus/public-keys.js';
import { CORPUS_KEYS } from './corpus/public-keys.js';
import { plainShot } from './ammunition.js';
import { untrusted } from './impossible.js';
import type { AttackSettings } from './options.js';

const LARGEST = 1_048_576;
const PATIENCE = 5000;
const KINDS = ['RSA', 'EC', 'OKP'];

/** The keys of the issuer as far as they are known; else those of the corpus, which nobody trusts. */
export async function readKeys({ keys, secureContext }: AttackSettings): Promise<readonly CorpusJwk[]> {
  if (keys === undefined) return CORPUS_KEYS;
  const set: unknown = keys instanceof URL ? await fetchJson(keys, secureContext) : keys;
  const list = (set as { readonly keys?: unknown } | null)?.keys;
  const usable = (Array.isArray(list) ? (list as readonly unknown[]) : []).filter(
    (jwk): jwk is CorpusJwk =>
      typeof jwk === 'object' && jwk !== null && KINDS.includes(String((jwk as CorpusJwk)['kty'])),
  );
  if (usable.length === 0) throw new TypeError('keys: expected a JWK Set with at least one public key');
  return usable;
}

/** Over the same kind of connection as the attack, so that the same certificates are trusted. */
async function fetchJson(url: URL, secureContext: SecureContext | undefined): Promise<unknown> {
  const { origin } = url;
  const { status, body } = await sendRaw(origin, plainShot(url, undefined), PATIENCE, secureContext).catch(
    (error: unknown) => {
      throw error instanceof CertificateRefused ? untrusted(origin, error) : unfetched(error);
    },
  );
  if (status !== 200 || body.length > LARGEST) throw unfetched();
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw unfetched(error);
  }
}

function unfetched(cause?: unknown): TypeError {
  return new TypeError('keys: the key set could not be fetched', { cause });
}
