// Runs pnpm in the one version that package.json names (devEngines), on a machine that has nothing but Node and npm:
// `node scripts/pnpm.mjs run workspace:check`. Nothing else in the repository names the version.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import './preflight.mjs';

const { devEngines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const { name, version } = devEngines.packageManager;

const child = spawn('npx', ['-y', `${name}@${version}`, ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the child by itself; this process stays for its exit code. Other signals are handed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`npx could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
