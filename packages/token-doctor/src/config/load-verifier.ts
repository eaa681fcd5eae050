import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { createVerifier, type Verifier } from '@acme/token-core';
import type { Finding } from '@acme/token-core/explain';
import { explainSettings, type SettingsProblem } from '../causes/settings.js';
import { within } from '../look/within.js';
import { findVerifier } from './find-verifier.js';
import { importFile } from './import-file.js';

/** Where the verifier comes from. */
export interface VerifierSource {
  readonly config?: string | undefined;
  readonly export?: string | undefined;
  readonly issuer?: string | undefined;
  readonly resource?: string | undefined;
  readonly httpHosts?: readonly string[] | undefined;
}

/** A verifier, with the place that it comes from; or why there is none. */
export type LoadedVerifier =
  | { readonly ok: true; readonly verifier: Verifier; readonly from: string }
  | {
      readonly ok: false;
      readonly finding: Finding;
      /** Whether the API would not start either; else only this command has nothing to judge with. */
      readonly isCause: boolean;
    };

const MODULE = /\.[mc]?[jt]sx?$/;
/** An import that takes longer waits for something, in milliseconds. */
const IMPORT_TIMEOUT = 15_000;

/** The verifier that judges: the API's own, or one that issuer and resource make. */
export async function loadVerifier(source: VerifierSource): Promise<LoadedVerifier> {
  const { config } = source;
  return config === undefined ? makeVerifier(source) : importVerifier(config, source);
}

function makeVerifier({ issuer, resource, httpHosts }: VerifierSource): LoadedVerifier {
  try {
    const options = { issuer: issuer ?? '', resource: resource ?? '', ...(httpHosts && { httpHosts }) };
    return { ok: true, verifier: createVerifier(options), from: 'the command line' };
  } catch (error) {
    return threw('The command line', error);
  }
}

async function importVerifier(
  config: string,
  { export: name, issuer }: VerifierSource,
): Promise<LoadedVerifier> {
  const path = resolve(config);
  const file = relative(process.cwd(), path) || config;
  const about = statSync(path, { throwIfNoEntry: false });
  if (about === undefined) return noVerifier({ kind: 'missing', file });
  if (!about.isFile() || !MODULE.test(path)) return noVerifier({ kind: 'no-module', file });
  try {
    const exports = await within(importFile(path), IMPORT_TIMEOUT);
    if (exports === undefined) return noVerifier({ kind: 'hangs', file });
    const found = findVerifier(exports, name, issuer);
    return found.kind === 'verifier'
      ? { ok: true, verifier: found.verifier, from: `${file} (${found.name})` }
      : noVerifier({ ...found, file });
  } catch (error) {
    return threw(file, error);
  }
}

function threw(file: string, error: unknown): LoadedVerifier {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.split('\n');
  return noVerifier({ kind: 'threw', file, message: first });
}

function noVerifier(problem: SettingsProblem): LoadedVerifier {
  return { ok: false, finding: explainSettings(problem), isCause: problem.kind === 'threw' };
}
