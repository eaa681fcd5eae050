import type { Verifier } from '@acme/token-core';
import type { VerifierFacts } from '@acme/token-core/explain';

/** More than an app has. */
const MOST = 16;

/** The verifiers of the API that are known: those that refused something, and those that were given. */
export class Judges {
  readonly #known: Verifier[] = [];

  /** Notes a verifier. What cannot verify is left out. */
  note(facts: VerifierFacts | undefined): void {
    if (facts === undefined || this.#known.length >= MOST || !isVerifier(facts)) return;
    if (!this.#known.includes(facts)) this.#known.push(facts);
  }

  /** In the order in which they became known. */
  get all(): readonly Verifier[] {
    return this.#known;
  }
}

function isVerifier(facts: VerifierFacts | Verifier): facts is Verifier {
  return (
    'verify' in facts &&
    typeof facts.verify === 'function' &&
    typeof (facts as Partial<Verifier>).checkRequirement === 'function'
  );
}

/** The verifier without its listener: what a person pastes is no request, and belongs in no figures. */
export function unheard(verifier: Verifier): Verifier {
  return {
    issuers: verifier.issuers,
    resource: verifier.resource,
    ...(verifier.maxTokenLength !== undefined && { maxTokenLength: verifier.maxTokenLength }),
    verify: (token, requirement, context) => verifier.verify(token, requirement, context),
    checkRequirement: (requirement) => verifier.checkRequirement(requirement),
    ready: () => verifier.ready(),
    ...(verifier.state !== undefined && { state: verifier.state.bind(verifier) }),
  };
}
