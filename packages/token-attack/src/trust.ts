import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { fail } from '@acme/token-core/adapter';

/**
 * Whom to trust over https: who is in this PEM, besides those that Node.js brings, so that a key set may come from
 * elsewhere than the API. Made once: to read all roots anew would take longer than a request.
 *
 * @throws TypeError when the text holds no certificate.
 */
export function trusting(ca: string): SecureContext {
  try {
    // A secure context passes over what it cannot read.
    if (new X509Certificate(ca).subject !== undefined)
      return createSecureContext({ ca: [...rootCertificates, ca] });
  } catch {
    // Told below.
  }
  return fail('ca', 'one or more certificates in PEM');
}
