// `npm run sdks`: the real clients against the issuer as it was built.
// Names narrow it down: `npm run sdks -- express openid`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const HERE = new URL('./', import.meta.url);
const REPORTS = new URL('../../reports/', HERE);
const report = new URL('sdks.json', REPORTS);
// A run that does not come to its end must not be counted by the last one.
rmSync(report, { force: true });

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const files = readdirSync(new URL('suite/', HERE))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => fileURLToPath(new URL(`suite/${name}`, HERE)));

// Two at a time: each starts clients and issuer in a process of its own.
const stream = run({ files, concurrency: 2, timeout: 120_000 });
stream.on('test:summary', ({ file, counts }) => {
  // Of a file there is one too; the last one is of them all.
  if (file !== undefined) return;
  const failed = counts.failed + counts.cancelled;
  mkdirSync(REPORTS, { recursive: true });
  // In the form of Vitest's: .ci/run counts both.
  writeFileSync(report, JSON.stringify({ numPassedTests: counts.passed, numFailedTests: failed }));
  process.exitCode = failed === 0 && counts.passed > 0 ? 0 : 1;
});
// Until the summary says otherwise.
process.exitCode = 1;
stream.compose(new spec()).pipe(process.stdout);
