import { accessSync, constants, existsSync } from 'node:fs';
import { type Finding, toLine } from '@acme/token-core/explain';
import { explainCertificateFile, explainTlsOff } from '../causes/environment.js';
import type { Check } from '../report/report.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the environment decides about the network. */
export interface EnvironmentFacts {
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
}

/** Looks at Node.js and at the variables that it reads by itself. */
export function lookAtEnvironment(environment: Environment): EnvironmentFacts {
  const mode = environment['NODE_ENV'];
  const says = `Node.js ${process.version}, NODE_ENV ${mode === undefined ? 'not set' : toLine(mode)}${isInContainer() ? ', in a container' : ''}`;
  const findings = [tlsOff(environment), certificateFile(environment)].filter((each) => each !== undefined);
  return {
    checks: [{ name: 'environment', outcome: findings.length > 0 ? 'wrong' : 'right', says }],
    findings,
  };
}

/** Whether this process runs in a container. */
export function isInContainer(): boolean {
  return (
    existsSync('/.dockerenv') || existsSync('/run/.containerenv') || 'KUBERNETES_SERVICE_HOST' in process.env
  );
}

function tlsOff(environment: Environment): Finding | undefined {
  return environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? explainTlsOff() : undefined;
}

function certificateFile(environment: Environment): Finding | undefined {
  const file = environment['NODE_EXTRA_CA_CERTS'];
  return file === undefined || file === '' || isReadable(file) ? undefined : explainCertificateFile(file);
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
