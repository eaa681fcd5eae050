import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { PROPERTIES } from './all.js';

/** Where a run stands, so that the next one goes on with inputs that nobody has seen. */
interface Progress {
  readonly inputs: number;
  readonly batch: number;
  readonly seconds: number;
}

const PROGRESS = new URL('../../reports/fuzz.json', import.meta.url);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 10_000_000);
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? Number.POSITIVE_INFINITY);
/** Inputs of an ordinary test run that one batch has of each property. */
const BATCH = 4;

/** `pnpm fuzz`: all properties in turn until the inputs or the time are used up; a failure names its seed and path. */
it('every property holds for inputs without end', { timeout: 2 ** 31 - 1 }, async () => {
  const before = readProgress();
  const startedAt = performance.now();
  const spent = () => (performance.now() - startedAt) / 1000;
  let { inputs, batch } = before;
  while (inputs < INPUTS && spent() < SECONDS) {
    for (const { runs, check } of Object.values(PROPERTIES).flat()) {
      await check({ numRuns: runs * BATCH, seed: SEED * 1_000_003 + batch });
      inputs += runs * BATCH;
    }
    batch += 1;
    const seconds = before.seconds + spent();
    writeProgress({ inputs, batch, seconds });
    process.stdout.write(`${inputs} inputs, ${Math.round(seconds)} s, seed ${SEED}, batch ${batch}\n`);
  }
});

function readProgress(): Progress {
  if (!existsSync(PROGRESS)) return { inputs: 0, batch: 0, seconds: 0 };
  return JSON.parse(readFileSync(PROGRESS, 'utf8')) as Progress;
}

function writeProgress(progress: Progress): void {
  mkdirSync(new URL('.', PROGRESS), { recursive: true });
  writeFileSync(PROGRESS, JSON.stringify(progress));
}
