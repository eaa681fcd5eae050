import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { ratioOf, spreadOf } from '../measure/statistics.js';
import { bytes, time, times, timesAndBest, timeSpread } from '../report/format.js';
import type { Row } from '../report/section.js';
import { IMPORT_BUDGET } from '../size/budgets.js';
import { measureImports } from '../size/import-time.js';
import type { SectionRunner } from './context.js';

const HERE = dirname(fileURLToPath(import.meta.url));

const CORE = '@acme/token-core';
const BYTES_LIMIT = 9e3;

/** What it costs to have it at all: the time of its import, and its bytes on a Worker. */
export const start: SectionRunner = {
  name: 'start',
  run: async ({ quick }) => {
    const imports = await measureImports(
      ['jose', CORE, 'fast-jwt', 'aws-jwt-verify', 'jsonwebtoken'],
      quick ? 5 : 25,
    );
    const jose = imports.get('jose') ?? [];
    const rows = [...imports].map(([name, nanoseconds]): Row => {
      const spread = spreadOf(nanoseconds);
      return {
        subject: `import: ${name}`,
        median: time(spread.median),
        spread: timeSpread(spread),
        best: time(Math.min(...nanoseconds)),
        perSecond: '',
        against: name === 'jose' ? '1' : times(ratioOf(jose, nanoseconds)),
      };
    });
    const size = await bundleSize(`export * from '${CORE}';`);
    const joseSize = await bundleSize("export { jwtVerify, createRemoteJWKSet } from 'jose';");
    const ratio = ratioOf(imports.get(CORE) ?? [], jose);
    return {
      title: 'Start: import in a new process (reference: jose); bytes of a bundle, minified, brotli',
      rows: [
        ...rows,
        sizeRow('bundle: the whole core', size),
        sizeRow("bundle: jose's jwtVerify and createRemoteJWKSet alone", joseSize),
      ],
      bars: [
        {
          what: 'the whole core, minified, brotli',
          bar: '≤ 9 kB',
          measured: bytes(size),
          met: size <= BYTES_LIMIT,
        },
        {
          what: 'importing the core against importing jose',
          bar: `≤ ${IMPORT_BUDGET}×`,
          measured: timesAndBest(ratio),
          met: ratio.median <= IMPORT_BUDGET,
        },
      ],
    };
  },
};

/** Bundles for a platform of nobody's, so that nothing is taken for granted. */
async function bundleSize(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, { contents: code }) => sum + brotliCompressSync(code).length, 0);
}

function sizeRow(subject: string, size: number): Row {
  return { subject, median: bytes(size), spread: '', best: '', perSecond: '', against: '' };
}
