import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Verifier } from '@acme/token-core';
import { authenticate } from '@acme/token-core';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDERS, type Provider, type Shape } from './shapes.js';

// Each snippet of docs/PROVIDERS.md is run as it stands; only where its keys come from is another place.

const page = readFileSync(new URL('../../../docs/PROVIDERS.md', import.meta.url), 'utf8');
const folder = new URL('../.work/', import.meta.url);

const snippets = new Map(
  [...page.matchAll(/^```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => [
    file,
    code,
  ]),
);

/** What a snippet imports in place of the core: the core, with keys that this test holds. */
const STAND_IN = `
import * as core from '@acme/token-core';
export * from '@acme/token-core';
export const keys = core.staticKeys(globalThis.providerKeys);
export const remoteKeys = (url) => { if (new URL(url).protocol !== 'https:') throw new TypeError(url); return keys; };
export const createVerifier = (options) => core.createVerifier({ ...options, keys });
`;

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const pairs = new Map<Provider['algorithm'], Pair>();

async function pairFor(algorithm: Provider['algorithm']): Promise<Pair> {
  const known = pairs.get(algorithm);
  if (known !== undefined) return known;
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const made = { privateKey, publicJwk: await exportJWK(publicKey) };
  pairs.set(algorithm, made);
  return made;
}

const WAYS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  EdDSA: { name: 'Ed25519' },
} as const;

/** Not by a library, which would not sign a token that says something else of itself. */
async function mint({ header, claims }: Shape, algorithm: Provider['algorithm']): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: algorithm, kid: 'k1', ...header })}.${part({ iat: now, exp: now + 300, ...claims })}`;
  const { privateKey } = await pairFor(algorithm);
  const signature = await crypto.subtle.sign(WAYS[algorithm], privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

async function verifierOfSnippet({ file, algorithm, keyLacks = [] }: Provider): Promise<Verifier> {
  const { publicJwk } = await pairFor(algorithm);
  const jwk: Record<string, unknown> = { ...publicJwk, kid: 'k1', alg: algorithm, use: 'sig' };
  for (const member of keyLacks) delete jwk[member];
  const home = new URL(`${file}/`, folder);
  await mkdir(home, { recursive: true });
  await writeFile(new URL('core.ts', home), STAND_IN);
  const code = snippets.get(file) ?? '';
  await writeFile(new URL('snippet.ts', home), code.replaceAll("'@acme/token-core'", "'./core.ts'"));
  Object.assign(globalThis, { providerKeys: { keys: [jwk] } });
  const path = fileURLToPath(new URL('snippet.ts', home));
  const { verifier } = (await import(/* @vite-ignore */ path)) as { verifier: Verifier };
  return verifier;
}

beforeAll(() => rm(folder, { recursive: true, force: true }));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the page and the shapes speak of the same providers', () => {
  expect([...snippets.keys()]).toEqual(PROVIDERS.map(({ file }) => file));
});

describe.each(PROVIDERS)('$file', (provider) => {
  const ask = async (shape: Shape, scopes?: readonly string[]) => {
    const verifier = await verifierOfSnippet(provider);
    const token = await mint(shape, provider.algorithm);
    const { tokenHeader } = verifier;
    const headers =
      tokenHeader === undefined ? { authorization: `Bearer ${token}` } : { [tokenHeader]: token };
    return authenticate(verifier, { headers }, scopes && { scopes: [...scopes] });
  };

  it.each(provider.accepted)(
    'accepts an access token of it, with its permissions: $scopes',
    async (shape) => {
      const decision = await ask(shape);
      if (!decision.ok) throw decision.error;
      expect([...decision.token.scopes]).toEqual(shape.scopes);
    },
  );

  it.each(provider.refused)('refuses what is no access token for this API: $reason', async (shape) => {
    const decision = await ask(shape, shape.reason === 'scope' ? ['read:products'] : undefined);
    expect(decision.ok ? 'accepted' : decision.error.reason).toBe(shape.reason);
  });
});
