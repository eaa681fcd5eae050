#!/usr/bin/env node
import { main } from './cli/main.js';

// The reader of a pipe may leave early, as head does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await main(process.argv.slice(2));
