import { authenticate, createVerifier, staticKeys, type Verifier } from '@acme/token-core';
import { type CorpusCase, createCorpus, headerLines } from '@acme/token-attack/corpus';
import { expect, it } from 'vitest';
import { examine } from '../src/index.js';

const settings = {
  issuer: 'https://tenant.logto.app/oidc',
  resource: 'https://api.example.com',
  now: Date.now(),
};
const corpus = await createCorpus(settings);
const { issuer, resource, now } = settings;

function verifierFor({ keys, options = {} }: CorpusCase): Verifier {
  return createVerifier({ issuer, resource, keys: staticKeys(keys), now: () => now, ...options });
}

/** The fields of a request; none where a line cannot be one of HTTP. */
function fieldsOf(item: CorpusCase): readonly (readonly [name: string, value: string])[] {
  return headerLines(item).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replaceAll(/^[ \t]+|[ \t]+$/g, '')];
  });
}

/** What a browser would put on the clipboard. */
function asCurl(fields: ReturnType<typeof fieldsOf>): string {
  const quote = (word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const words = fields.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  return ['curl', quote(`${resource}/products`), ...words.map((word) => `-H ${quote(word)}`)].join(' ');
}

it('the whole corpus, pasted as cURL: doctor and API judge alike', { timeout: 120_000 }, async () => {
  const different: unknown[] = [];
  let compared = 0;
  for (const item of corpus) {
    const fields = fieldsOf(item);
    const headers: Record<string, string[]> = {};
    for (const [name, value] of fields) (headers[name] ??= []).push(value);
    // A header that curl cannot send: it trims what is white space to it, and a browser sends no other.
    if (fields.some(([, value]) => value !== value.trim())) continue;
    compared += 1;
    const verifier = verifierFor(item);
    const api = await authenticate(verifier, { headers }, item.requirement);
    const doctor = await examine(asCurl(fields), { verifier, requirement: item.requirement });
    const status = api.ok ? undefined : api.error.status;
    if (doctor.status !== status || (doctor.finding === undefined) !== api.ok) {
      different.push({ title: item.title, api: status, doctor: doctor.status });
    }
  }
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
