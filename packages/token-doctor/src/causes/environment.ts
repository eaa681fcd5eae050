import { type Finding, finding } from '@acme/token-core/explain';

/**
 * Certificates are not checked at all.
 *
 * @example
 * if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') console.warn(explainTlsOff().sentence);
 */
export function explainTlsOff(): Finding {
  return finding(
    'environment.tls-off',
    'certain',
    'NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked, so whoever is on the way to the authorization server can give keys of his own.',
    'Unset it. For a certificate of your own: NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
    'not set',
    '0',
  );
}

/**
 * The file with further authorities is not there.
 *
 * @example
 * console.warn(explainCertificateFile('/etc/ca.pem').sentence);
 */
export function explainCertificateFile(file: string): Finding {
  return finding(
    'environment.ca-file',
    'certain',
    'NODE_EXTRA_CA_CERTS names a file that cannot be read; Node.js goes on without it.',
    'Correct the path, or mount the file into the container.',
    'a file in PEM',
    file,
  );
}
