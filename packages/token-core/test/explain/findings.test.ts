import { describe, expect, it } from 'vitest';
import { explain, type Finding } from '../../src/explain/index.js';
import { SITUATIONS } from './findings/all.js';
import written from './findings/findings.json' with { type: 'json' };

/** What is said, word by word. A changed sentence is changed here too: `tests/causes` says which words it must keep. */
const FINDINGS: Readonly<Record<string, Partial<Record<keyof Finding, string>>>> = written;

describe('rule 33: every cause has its words, for the developer of the API', () => {
  it.each(Object.entries(SITUATIONS))('%s', (name, { error, evidence }) => {
    expect(explain(error, evidence)).toEqual(FINDINGS[name]);
  });

  it('no words are left of a cause that is gone', () => {
    expect(Object.keys(FINDINGS)).toEqual(Object.keys(SITUATIONS));
  });
});
