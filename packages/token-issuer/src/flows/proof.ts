import { createHash, randomBytes } from 'node:crypto';

/** A code verifier and its S256 challenge (RFC 7636 §4.1 and §4.2), for one sign-in by hand. */
export function createProof(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
