import { describe, expect, it } from 'vitest';
import { compareHosts, contractCases, contractScenarios } from '../src/contract/index.js';
import { fetchAnswer } from './fetch-host.js';
import { plainHost } from './plain-host.js';

describe('contractCases', () => {
  it('have titles of their own', () => {
    const titles = [...contractCases, ...contractScenarios].map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('compareHosts', () => {
  // `fetch` joins two headers by a comma; the core does not yet tell `Basic a, Bearer b` from one header.
  const KNOWN = ['rule 20: two headers, Basic first', 'rule 20: two headers, both Basic'];

  it('rule 21: the core answers alike for requests of node:http and of fetch', async () => {
    const differences = await compareHosts([plainHost('node:http'), plainHost('fetch', fetchAnswer)]);
    expect(differences.filter(({ title }) => !KNOWN.includes(title))).toStrictEqual([]);
  });
});
