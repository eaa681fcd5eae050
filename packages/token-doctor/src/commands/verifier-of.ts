import { existsSync } from 'node:fs';
import type { Arguments } from '../cli/arguments.js';
import { UsageError } from '../cli/usage-error.js';
import { type LoadedVerifier, loadVerifier } from '../config/load-verifier.js';

/**
 * The verifier that the command line names.
 *
 * @param file - A configuration file that stands behind the command.
 * @throws UsageError when it names none.
 */
export function verifierOf({ values }: Arguments, file?: string): Promise<LoadedVerifier> {
  const config = file ?? values.config;
  const { issuer, resource } = values;
  if (config === undefined && (issuer === undefined || resource === undefined)) {
    throw new UsageError('Name what judges: --config ./auth.ts, or --issuer and --resource.');
  }
  readEnvironment(values['env-file']);
  return loadVerifier({ config, export: values.export, issuer, resource, httpHosts: values['http-host'] });
}

/** Sets what the API's own start sets. */
function readEnvironment(file: string | undefined): void {
  if (file === undefined) return;
  if (!existsSync(file)) throw new UsageError('--env-file: there is no such file.');
  if (typeof process.loadEnvFile !== 'function') {
    throw new UsageError('--env-file needs Node.js 20.12 or newer.');
  }
  process.loadEnvFile(file);
}
