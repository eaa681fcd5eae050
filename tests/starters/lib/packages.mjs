import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where the tarballs lie, each under its package's name alone, so that a lockfile outlives a version of ours. */
export const TARBALLS = fileURLToPath(new URL('../.work/packages/', import.meta.url));

/** Builds and packs every published package: what is tested is what is published. */
export function packPackages() {
  rmSync(TARBALLS, { recursive: true, force: true });
  mkdirSync(TARBALLS, { recursive: true });
  pnpm(['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only']);
  pnpm(['--filter=./packages/*', 'pack', '--pack-destination', TARBALLS]);
  for (const file of readdirSync(TARBALLS)) {
    const [, name] = /^acme-(token-[a-z]+)-.*\.tgz$/.exec(file);
    renameSync(TARBALLS + file, `${TARBALLS}${name}.tgz`);
  }
}

/** A package as an install has it, put where an install would have put it. */
export function unpack(name, modules) {
  const target = `${modules}/@acme/${name}`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', `${TARBALLS}${name}.tgz`, '-C', target, '--strip-components=1']);
  return JSON.parse(readFileSync(`${target}/package.json`, 'utf8'));
}

function pnpm(parameters) {
  execFileSync(process.execPath, [`${ROOT}scripts/pnpm.mjs`, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}
