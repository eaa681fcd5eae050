import { describe, expect, it } from 'vitest';
import { leftOut, page } from '../src/page.js';

describe('docs/TROUBLESHOOTING.md is generated from the causes', () => {
  it('has a chapter for every cause', async () => {
    expect(await leftOut()).toEqual([]);
  });

  it('is current: `vitest run --project causes -u` writes it anew', async () => {
    await expect(await page()).toMatchFileSnapshot('../../../docs/TROUBLESHOOTING.md');
  });
});
