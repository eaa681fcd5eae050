import { setImmediate } from 'node:timers/promises';
import {
  authenticate,
  createVerifier,
  discoveredKeys,
  type KeySource,
  remoteKeys,
  type Requirements,
  TokenError,
  type Verifier,
  type VerifierOptions,
} from '../../../src/index.js';
import { NOW } from '../../support/tokens.js';
import { ISSUERS, RESOURCES } from './cast.js';
import { type Client, Endpoint } from './endpoint.js';
import { RecordedKeys } from './recorder.js';

/** Seconds that a set may serve in all: fresh, then stale while its endpoint fails. */
export const LONGEST_SERVICE = 600 + 3600;

/** One verifier among others in a process, and what it takes to make its like. */
export interface Party {
  readonly verifier: Verifier;
  readonly keys: RecordedKeys;
  readonly client: Client;
  /** The same verifier as if it had just been made: the same options, no cache, the keys that were last answered. */
  fresh(): Verifier;
}

/** A process with several verifiers, two authorization servers, and one clock. */
export class World {
  #milliseconds = NOW * 1000;
  readonly endpoints = { a: new Endpoint('a'), b: new Endpoint('b') };
  readonly sources: readonly KeySource[];
  readonly parties: readonly Party[];
  /** How often a verifier was asked. */
  asked = 0;

  constructor() {
    const clientA = this.endpoints.a.client(this.now);
    const otherA = this.endpoints.a.client(this.now);
    const clientB = this.endpoints.b.client(this.now);
    const keysA = discoveredKeys(ISSUERS.a, { fetch: clientA.fetch });
    const otherKeysA = remoteKeys(`${ISSUERS.a}/jwks`, { fetch: otherA.fetch });
    const keysB = remoteKeys(`${ISSUERS.b}/jwks`, { fetch: clientB.fetch });
    this.sources = [keysA, otherKeysA, keysB];
    const ofA = { issuer: ISSUERS.a, resource: RESOURCES.x };
    const ofB = { issuer: ISSUERS.b, resource: RESOURCES.x };
    const party = this.#party.bind(this);
    this.parties = [
      // Four that share one source of keys.
      party(ofA, keysA, clientA),
      party({ ...ofA, resource: RESOURCES.y, cache: { maxTokens: 2 } }, keysA, clientA),
      party(
        { ...ofA, tokenTypes: ['JWT', 'at+jwt'], scopeClaim: 'permissions', allowBoundTokens: true },
        keysA,
        clientA,
      ),
      party({ ...ofA, maxTokenAge: 300, algorithms: ['EdDSA', 'ES256'] }, keysA, clientA),
      // Two that share another of the same keys, for different issuers.
      party({ ...ofA, clockTolerance: 60, cache: { maxTokens: 1 } }, otherKeysA, otherA),
      party(ofB, otherKeysA, otherA),
      // One alone.
      party({ ...ofB, algorithms: ['ES256'] }, keysB, clientB),
    ];
  }

  readonly now = (): number => this.#milliseconds;

  advance(seconds: number): void {
    this.#milliseconds += seconds * 1000;
  }

  /** Lets every fetch in the background land. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) await setImmediate();
  }

  #party(options: VerifierOptions, source: KeySource, client: Client): Party {
    const keys = new RecordedKeys(source);
    const all = { ...options, now: this.now };
    return {
      verifier: createVerifier({ ...all, keys }),
      keys,
      client,
      fresh: () => createVerifier({ ...all, keys: keys.replay(), cache: false }),
    };
  }
}

/** Everything that a verdict says. */
export async function verdictOf(verifier: Verifier, token: string, requirement: Requirements | undefined) {
  try {
    const { claims, header, scopes, expiresAt } = await verifier.verify(token, requirement);
    return { reason: 'accepted', claims, header, scopes: [...scopes], expiresAt };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const { reason, status, check } = error;
    return { reason, status, check };
  }
}

/** The verifier as requests ask it: a token that has come twice is known by its header. */
export function asRequestsAsk(verifier: Verifier): Verifier {
  return {
    issuers: verifier.issuers,
    resource: verifier.resource,
    verify: async (token, requirement) => {
      const request = { headers: { authorization: `Bearer ${token}` } };
      const decision = await authenticate(verifier, request, requirement);
      if (decision.ok) return decision.token;
      throw decision.error;
    },
    checkRequirement: (requirement) => verifier.checkRequirement(requirement),
    ready: () => verifier.ready(),
  };
}
