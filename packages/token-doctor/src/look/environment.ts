import { accessSync, constants, existsSync } from 'node:fs';
import { type Finding, finding, toLine } from '@acme/token-core/explain';
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
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return undefined;
  return finding(
    'environment.tls-off',
    'certain',
    'NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked, so whoever is on the way to the authorization server can give keys of his own.',
    'Unset it. For a certificate of your own: NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
    'not set',
    '0',
  );
}

function certificateFile(environment: Environment): Finding | undefined {
  const file = environment['NODE_EXTRA_CA_CERTS'];
  if (file === undefined || file === '' || isReadable(file)) return undefined;
  return finding(
    'environment.ca-file',
    'certain',
    'NODE_EXTRA_CA_CERTS names a file that cannot be read; Node.js goes on without it.',
    'Correct the path, or mount the file into the container.',
    'a file in PEM',
    file,
  );
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
