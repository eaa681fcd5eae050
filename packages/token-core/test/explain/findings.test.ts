import { describe, expect, it } from 'vitest';
import { explain, type Finding } from '../../src/explain/index.js';
import { SITUATIONS } from './findings/all.js';
import written from './findings/findings.json' with { type: 'json' };

/** What is said, word by word. `tests/causes` says which words a changed sentence must keep. */
const FINDINGS: Readonly<Record<string, Partial<Record<keyof Finding, string>>>> = written;

describe('rule 33: every cause has its words, for the developer of the API', () => {
  it.each(Object.entries(SITUATIONS))('%s', (name, { error, evidence }) => {
    expect(explain(error, evidence)).toEqual(FINDINGS[name]);
  });

  it('they stand in findings.json: `vitest run --project @acme/token-core findings -u` writes it anew', async () => {
    const said = Object.entries(SITUATIONS).map(([name, { error, evidence }]) => [
      name,
      explain(error, evidence),
    ]);
    const text = `${JSON.stringify(Object.fromEntries(said), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./findings/findings.json');
  });
});
