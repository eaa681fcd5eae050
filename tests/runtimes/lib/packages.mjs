import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const HERE = fileURLToPath(new URL('../', import.meta.url));
export const WORK = `${HERE}.work`;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGES = ['token-core', 'token-hono', 'token-nestjs', 'token-testing', 'token-attack'];

/** Builds and packs the packages, and unpacks them where an install would have put them: what is tested is what is published. */
export function installPackages() {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const filters = PACKAGES.map((name) => `--filter=@acme/${name}`);
  pnpm(['exec', 'turbo', 'run', 'build', ...filters, '--output-logs=errors-only']);
  pnpm([...filters, 'pack', '--pack-destination', WORK]);
  for (const name of PACKAGES) unpack(name);
}

function unpack(name) {
  const tarball = readdirSync(WORK).find((file) => file.startsWith(`acme-${name}-`));
  const target = `${HERE}node_modules/@acme/${name}`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', `${WORK}/${tarball}`, '-C', target, '--strip-components=1']);
  const { dependencies = {} } = JSON.parse(readFileSync(`${target}/package.json`, 'utf8'));
  const unmet = Object.keys(dependencies).filter(
    (dependency) => dependency !== 'jose' && !dependency.startsWith('@acme/'),
  );
  if (unmet.length > 0)
    throw new Error(
      `${name} depends on ${unmet.join(', ')}, which tests/runtimes/package.json does not have`,
    );
}

function pnpm(parameters) {
  execFileSync(process.execPath, [`${ROOT}scripts/pnpm.mjs`, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}
