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
  it('rule 21: the core answers alike for requests of node:http and of fetch', async () => {
    const differences = await compareHosts([plainHost('node:http'), plainHost('fetch', fetchAnswer)]);
    expect(differences).toStrictEqual([]);
  });
});
