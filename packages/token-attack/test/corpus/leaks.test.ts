import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CorpusCase, CORPUS_TIME, createCorpus } from '../../src/corpus/index.js';
import { TEST_KEYS } from '../../src/corpus/test-keys.js';
import { authenticateCase, verifierFor } from './judge.js';

const settings = {
  issuer: 'https://issuer.test/oidc',
  resource: 'https://api.example.com',
  now: CORPUS_TIME,
};
/** Shorter texts occur in any sentence. */
const SHORTEST = 6;
/** What the API itself is configured with, and words that stand in fixed sentences whatever the token holds. */
const PUBLIC = [
  settings.issuer,
  settings.resource,
  'read:products write:products',
  'Bearer at+jwt Ed25519 id_token application/',
].join(' ');

const written: string[] = [];
const note = (...texts: readonly unknown[]): boolean => {
  written.push(texts.map((text) => (typeof text === 'string' ? text : inspect(text))).join(' '));
  return true;
};

beforeAll(() => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation(note);
  }
});
afterAll(() => vi.restoreAllMocks());

/** Everything of a token that nobody should read elsewhere: its segments and the texts in it. */
function secretsOf({ token }: CorpusCase): readonly string[] {
  const segments = token.split(/[.,~\s]/).filter((text) => text.length > 12);
  const texts = token
    .split('.')
    .slice(0, 2)
    .flatMap((segment) => textsIn(readJson(Buffer.from(segment, 'base64url').toString('utf8'))));
  return [...new Set([...segments, ...texts])].filter(
    (text) => text.length >= SHORTEST && !PUBLIC.includes(text.replaceAll(/^[\s"[]+|[\s"\]]+$/g, '')),
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.values(value).flatMap((item) => textsIn(item, depth + 1));
}

/** An error in every form in which a log could print it, with its causes. */
function printed(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const { message, stack = '', cause, name } = error;
  const forms = [name, message, stack, JSON.stringify(error), inspect(error, { depth: 4 })];
  return forms.join('\n') + (cause === undefined ? '' : printed(cause));
}

const keyMaterial = Object.values(TEST_KEYS)
  .flatMap((jwk) => Object.entries(jwk))
  .filter(([member, text]) => text.length > SHORTEST && member !== 'crv')
  .map(([, text]) => text);

it('no token, claim value or key shows in an error, a header, a body or a log, over the whole corpus', async () => {
  const corpus = await createCorpus(settings);
  const leaks: unknown[] = [];
  const everything: string[] = [];
  for (const item of corpus) {
    const { failure, response } = await authenticateCase(item, verifierFor(item, settings));
    if (failure === undefined || response === undefined) continue;
    // The path of a source file in the stack may hold any word.
    const text = `${printed(failure)}\n${JSON.stringify(response)}`.replaceAll(/^ +at .*$/gm, '');
    const found = secretsOf(item).filter((secret) => text.includes(secret));
    everything.push(text);
    if (found.length > 0) leaks.push({ title: item.title, found });
  }
  expect(everything.length).toBeGreaterThan(1000);
  expect(leaks).toStrictEqual([]);
  const all = everything.join('\n');
  expect(keyMaterial.filter((secret) => all.includes(secret))).toStrictEqual([]);
  expect(written).toStrictEqual([]);
});

it('would notice a leak', async () => {
  const [item] = await createCorpus(settings);
  if (item === undefined) throw new Error('no cases');
  const careless = new Error('refused', { cause: new Error(`bad token ${item.token}`) });
  expect(secretsOf(item).some((secret) => printed(careless).includes(secret))).toBe(true);
  expect(secretsOf(item)).toContain('subject-5d1c9e');
});
