#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { toLine } from '@acme/token-core/explain';
import { run } from './cli/run.js';

const { stdout, stderr } = process;
// Standard output is the report's alone: what a configuration file prints goes beside it.
const write = stdout.write.bind(stdout);
stdout.write = stderr.write.bind(stderr);

// Node.js warns of how the file is read, which is our matter: another loader reads it then.
process.removeAllListeners('warning');

// The reader of a pipe may leave early, as head does: that is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

let isDone = false;
process.on('exit', () => {
  if (isDone) return;
  process.exitCode = 2;
  writeSync(2, 'The configuration file ended the process before anything could be looked at.\n');
});
// What a configuration file starts may fail on its own; the verifier is judged by what it answers.
process.on('uncaughtException', (error) => fail(error));
process.on('unhandledRejection', (error) => fail(error));

function fail(error: unknown): void {
  if (isDone) return;
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  stderr.write(`Something failed: ${toLine(line)}\n`);
}

const code = await run(process.argv.slice(2), {
  out: (text) => void write(text),
  error: (text) => void stderr.write(text),
  isTerminal: stdout.isTTY,
  environment: { ...process.env },
}).catch((error: unknown) => {
  fail(error);
  return 2;
});
isDone = true;
// A configuration file may hold a server or a timer, which would keep the process alive.
write('', () => process.exit(code));
