import type { CertificateRefused } from '@acme/token-testing/wire';

/** The attack could not begin: nobody answers, the route is not protected, or the good token is not good. */
export class AttackImpossible extends Error {
  override readonly name = 'AttackImpossible';
}

/** Over https only who is known to be the host is attacked. Says what its owner can do. */
export function untrusted(origin: string, cause: CertificateRefused): AttackImpossible {
  return new AttackImpossible(
    `The certificate of ${origin} is not trusted (${cause.message}). If it is yours, give it or that of its authority: option ca, --ca-file, or NODE_EXTRA_CA_CERTS.`,
    { cause },
  );
}
