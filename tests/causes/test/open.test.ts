import { describe, expect, it } from 'vitest';
import { open } from '../src/open.js';
import { scoreOf } from '../src/score.js';

describe('rule 33: a cause is named rightly (open half)', () => {
  it.each(open)('$title', async (cause) => {
    const { said, score } = await scoreOf(cause);
    expect({ score, said }).toEqual({ score: 'right', said });
  });
});
