import { describe, expect, it } from 'vitest';
import { scoreOf } from '../src/score.js';
import { sealed } from '../src/sealed.js';

describe('rule 33: a cause is named rightly (half kept out of sight)', () => {
  it.each(sealed)('$title', async (cause) => {
    const { said, score } = await scoreOf(cause);
    expect({ score, said }).toEqual({ score: 'right', said });
  });
});
