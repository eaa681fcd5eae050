import { describe, expect, it } from 'vitest';
import { CORPUS_TIME, createCorpus, httpExpectation } from '../../src/corpus/index.js';
import { authenticateCase, verifierFor, verifyCase } from './judge.js';

const settings = {
  issuer: 'https://issuer.test/oidc',
  resource: 'https://api.example.com',
  now: CORPUS_TIME,
};
const corpus = await createCorpus(settings);

describe('the attack corpus', () => {
  it('has at least 500 cases, each with a title of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(500);
    expect(new Set(corpus.map(({ title }) => title)).size).toBe(corpus.length);
  });

  it('touches every rule about a token or a request, names a source, and has controls', () => {
    const rules = new Set(corpus.map(({ rule }) => rule));
    for (const rule of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 28]) {
      expect(rules).toContain(rule);
    }
    expect(corpus.filter(({ source }) => !/RFC|CVE|CWE/.test(source))).toStrictEqual([]);
    const accepted = corpus.filter(({ expected }) => expected.reason === 'accepted');
    expect(accepted.length).toBeGreaterThan(50);
  });

  it('is the same every time, but for signatures that are random by design', async () => {
    const plain = ({ token }: { token: string }) => token.split('.').slice(0, 2);
    const again = await createCorpus(settings);
    expect(again.map(plain)).toStrictEqual(corpus.map(plain));
  });
});

describe('the core under attack', () => {
  it.each(['fastest', 'web-crypto'] as const)(
    'decides every token as the rules say, and throws nothing else (engine %s)',
    async (engine) => {
      const wrong: unknown[] = [];
      for (const item of corpus.filter(({ request }) => request === undefined)) {
        const found = await verifyCase(item, verifierFor(item, settings, engine));
        if (found !== item.expected.reason)
          wrong.push({ title: item.title, expected: item.expected.reason, found });
      }
      expect(wrong).toStrictEqual([]);
    },
  );

  it('answers every request with the right status and challenge', async () => {
    const wrong: unknown[] = [];
    for (const item of corpus) {
      const expected = httpExpectation(item);
      if (expected === undefined) continue;
      const { reason, status, error } = await authenticateCase(item, verifierFor(item, settings));
      const found = { reason, status, error };
      if (JSON.stringify(found) !== JSON.stringify(expected))
        wrong.push({ title: item.title, expected, found });
    }
    expect(wrong).toStrictEqual([]);
  });

  it('decides the same from the cache and when one verifier has seen them all', async () => {
    const usual = corpus.filter(
      ({ keysAre, options, request }) => keysAre === 'usual' && !options && !request,
    );
    const [first] = usual;
    if (first === undefined) throw new Error('no cases');
    const verifier = verifierFor(first, settings);
    const wrong: unknown[] = [];
    for (const item of [...usual, ...usual.toReversed()]) {
      const found = await verifyCase(item, verifier);
      if (found !== item.expected.reason) wrong.push({ title: item.title, found });
    }
    expect(wrong).toStrictEqual([]);
  });
});
