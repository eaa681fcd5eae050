import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { mint, verifierWith } from '../support/tokens.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const TOKENS = 100;
const TEXT_AROUND = 100_000;

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it('rule 27: a known token holds its own text, and not the text that it was cut out of', async () => {
  const verifier = verifierWith({});
  const tokens = await Promise.all(
    Array.from({ length: TOKENS }, (_, index) => mint({ jti: String(index) })),
  );
  await verifier.verify(await mint({}));
  const before = heapUsed();
  for (const token of tokens) {
    const around = `${'x'.repeat(TEXT_AROUND)} `;
    // Flat, as what a server reads out of a socket is, so that a part of it keeps the whole.
    const read = Buffer.from(around + token).toString('latin1');
    await verifier.verify(read.slice(around.length));
  }
  const held = heapUsed() - before;
  expect(tokens.every((token) => verifier.known?.(token) !== undefined)).toBe(true);
  expect(held).toBeLessThan((TOKENS * TEXT_AROUND) / 4);
});
