import type { CorpusJwk } from '../corpus/public-keys.js';
import { CORPUS_KEYS } from '../corpus/public-keys.js';
import type { AttackSettings } from './options.js';

const LARGEST = 1_048_576;
const PATIENCE = 5000;
const KINDS = ['RSA', 'EC', 'OKP'];

/** The keys of the issuer as far as they are known; else those of the corpus, which nobody trusts. */
export async function readKeys({ keys }: AttackSettings): Promise<readonly CorpusJwk[]> {
  if (keys === undefined) return CORPUS_KEYS;
  const set: unknown = keys instanceof URL ? await fetchJson(keys) : keys;
  const list = (set as { readonly keys?: unknown } | null)?.keys;
  const usable = (Array.isArray(list) ? (list as readonly unknown[]) : []).filter(
    (jwk): jwk is CorpusJwk =>
      typeof jwk === 'object' && jwk !== null && KINDS.includes(String((jwk as CorpusJwk)['kty'])),
  );
  if (usable.length === 0) throw new TypeError('keys: expected a JWK Set with at least one public key');
  return usable;
}

async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  const text = await response.text();
  if (response.status !== 200 || text.length > LARGEST)
    throw new TypeError('keys: the key set could not be fetched');
  return JSON.parse(text) as unknown;
}
