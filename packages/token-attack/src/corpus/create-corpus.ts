import { type CorpusCase, expectationOf } from './corpus-case.js';
import type { CaseDefinition } from './definition.js';
import { createMint, type Mint } from './mint.js';
import { CORPUS_KEYS, type CorpusJwk } from './public-keys.js';
import { definitions } from './topics/index.js';

/** Whom the tokens of a corpus are for. */
export interface CorpusSettings {
  /** The `iss` of the good tokens. Default `https://issuer.test/oidc`. */
  readonly issuer?: string;
  /** The `aud` of the good tokens. Default `https://api.example.com`. */
  readonly resource?: string;
  /** The time of the tokens, in milliseconds since the epoch. Default {@link CORPUS_TIME}. */
  readonly now?: number;
}

/** When the tokens of the corpus are fresh, unless told otherwise: 2027-01-15T08:00:00Z, in milliseconds. */
export const CORPUS_TIME = 1_800_000_000_000;

const [VICTIM = {}] = CORPUS_KEYS;

/**
 * Makes the attack corpus: for every rule of the verifier the tokens and requests that break it, and controls that have
 * to be accepted. The same settings give the same cases; ECDSA and PSS signatures differ each time, as they must.
 *
 * @returns The cases, in a fixed order, with titles that are unique.
 * @example
 * for (const { title, token, expected } of await createCorpus()) console.log(title, token, expected.reason);
 */
export function createCorpus(settings: CorpusSettings = {}): Promise<readonly CorpusCase[]> {
  const {
    issuer = 'https://issuer.test/oidc',
    resource = 'https://api.example.com',
    now = CORPUS_TIME,
  } = settings;
  const mint = createMint({
    issuer,
    resource,
    seconds: Math.floor(now / 1000),
    victim: VICTIM,
    keys: CORPUS_KEYS,
  });
  return Promise.all(definitions.map((definition) => makeCase(definition, mint)));
}

/** Makes the token of one case. */
export async function makeCase(definition: CaseDefinition, mint: Mint): Promise<CorpusCase> {
  const {
    topic,
    rule,
    source,
    title,
    verdict,
    addedKeys,
    onlyKeys,
    options,
    requirement,
    request,
    exactTime,
  } = definition;
  const keys: readonly unknown[] = onlyKeys ?? [...mint.keys, ...(addedKeys ?? [])];
  return {
    title,
    topic,
    rule,
    source,
    token: await definition.token(mint),
    ...(request === undefined ? {} : { request }),
    keys: { keys },
    keysAre: onlyKeys !== undefined ? 'other' : addedKeys !== undefined ? 'extended' : 'usual',
    ...(options === undefined ? {} : { options }),
    ...(requirement === undefined ? {} : { requirement }),
    exactTime: exactTime === true,
    expected: expectationOf(verdict),
  };
}

/**
 * One JWK Set for all cases but those with keys of their own altogether: for a host that takes its keys once. The keys
 * that were added have names of their own, and an unusable key never spoils the set.
 *
 * @example
 * const keys = staticKeys(sharedKeys(await createCorpus()));
 */
export function sharedKeys(corpus: readonly CorpusCase[]): { readonly keys: readonly CorpusJwk[] } {
  const added = corpus
    .filter(({ keysAre }) => keysAre === 'extended')
    .flatMap(({ keys }) => keys.keys.slice(CORPUS_KEYS.length));
  return { keys: [...CORPUS_KEYS, ...(added as readonly CorpusJwk[])] };
}
