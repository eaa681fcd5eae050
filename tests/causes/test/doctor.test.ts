import { describe, expect, it } from 'vitest';
import { diagnoseByDoctor } from '../src/by-doctor.js';
import { onlyDoctor } from '../src/only-doctor.js';
import { open } from '../src/open.js';
import { scoreOf } from '../src/score.js';
import { sealed } from '../src/sealed.js';
import { diagnose } from '../src/world.js';

const all = [...open, ...sealed];

describe('token-doctor judges and says what the API does', () => {
  it.each(all)('$title', async (cause) => {
    const [said, byDoctor] = [await diagnose(cause.situation), await diagnoseByDoctor(cause.situation)];
    expect(byDoctor).toEqual(said);
    expect((await scoreOf(cause, diagnoseByDoctor)).score).toBe('right');
  });
});

describe('rule 33: causes that only token-doctor tells apart are named rightly', () => {
  it.each(onlyDoctor)('$title', async ({ find, says, never = [] }) => {
    const found = await find();
    const said = `${found?.sentence ?? ''} ${found?.mend ?? ''}`;
    for (const word of says) expect(said).toMatch(word);
    for (const word of never) expect(said).not.toMatch(word);
  });
});
