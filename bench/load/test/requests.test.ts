import { createCorpus } from '@acme/token-attack/corpus';
import { expect, it } from 'vitest';
import { loadRequests } from '../src/requests.js';

it('leaves out what is decided otherwise before the run is over', async () => {
  const now = Date.now();
  const corpus = await createCorpus({ now });
  const titlesIn = (seconds: number) => loadRequests(corpus, now + seconds * 1000).map(({ title }) => title);
  const [short, long] = [titlesIn(60), titlesIn(1200)];
  expect(short.length).toBeGreaterThan(800);
  expect(short.filter((title) => !long.includes(title))).toStrictEqual([
    'exp is a fraction ahead',
    'nbf is ahead by a quarter of an hour',
  ]);
});

it('leaves out what a host with a standing refuses for its long life', async () => {
  const titles = loadRequests(await createCorpus({ now: Date.now() }), Date.now()).map(({ title }) => title);
  expect(titles).not.toContain('exp is written with an exponent');
});
