import { vi } from 'vitest';
import {
  authenticate,
  createVerifier,
  staticKeys,
  type Verifier,
  type VerifierOptions,
} from '../../../src/index.js';
import {
  createStanding,
  type CutOff,
  type Standing,
  type StandingEvent,
  type StandingOptions,
  type StandingStore,
} from '../../../src/standing/index.js';
import { ISSUER, key, mint, NOW, RESOURCE } from '../../support/tokens.js';

/** The longest life of the tokens of these tests, in seconds. */
export const LIFE = 3600;

/** A clock that only runs forward, and one that can be set: both stand still until they are moved. */
export function stopClocks(): void {
  vi.useFakeTimers({ toFake: ['performance', 'Date'], now: NOW * 1000 });
}

/** Lets both clocks run, in milliseconds. */
export function pass(milliseconds: number): void {
  vi.advanceTimersByTime(milliseconds);
}

export interface Machine {
  readonly standing: Standing;
  readonly verifier: Verifier;
  readonly events: StandingEvent[];
  /** `200`, or the status with the reason. */
  ask(token: string): Promise<string>;
}

/** An API on one machine. */
export function machineWith(
  options: Partial<StandingOptions> = {},
  verifierOptions: Partial<VerifierOptions> = {},
): Machine {
  const events: StandingEvent[] = [];
  const standing = createStanding({
    longestTokenLife: LIFE,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const verifier = createVerifier({
    issuer: ISSUER,
    resource: RESOURCE,
    keys: staticKeys({ keys: [key.publicJwk] }),
    now: () => Date.now(),
    standing,
    ...verifierOptions,
  });
  return {
    standing,
    verifier,
    events,
    async ask(token) {
      const result = await authenticate(verifier, requestWith(token));
      return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
    },
  };
}

export function requestWith(token: string): { readonly headers: { readonly authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } };
}

/** A token that was issued at this second, of the usual subject unless other claims are given. */
export function issued(iat: number, claims: Record<string, unknown> = {}): Promise<string> {
  return mint({ iat, exp: iat + LIFE, jti: `token-${iat}`, ...claims });
}

/** A store of many machines, in memory, whose trouble can be chosen. */
export class SharedStore implements StandingStore {
  cutOffs: readonly CutOff[] = [];
  /** What a read gives instead. */
  answer: (() => Promise<unknown>) | undefined;
  /** What a write does instead. */
  taking: (() => Promise<void>) | undefined;
  reads = 0;
  readonly bells = new Set<() => void>();

  async read(): Promise<readonly CutOff[]> {
    this.reads += 1;
    return this.answer === undefined ? this.cutOffs : ((await this.answer()) as readonly CutOff[]);
  }

  async write(cutOffs: readonly CutOff[]): Promise<void> {
    if (this.taking !== undefined) return this.taking();
    // A set, as every store is one: the same may come again.
    const there = new Set(this.cutOffs.map((each) => JSON.stringify(each)));
    this.cutOffs = [...this.cutOffs, ...cutOffs.filter((each) => !there.has(JSON.stringify(each)))];
    for (const bell of this.bells) bell();
  }

  listen(bell: () => void): () => void {
    this.bells.add(bell);
    return () => void this.bells.delete(bell);
  }

  async close(): Promise<void> {
    this.bells.clear();
  }
}

/** Lets what was started in the background come to its end. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
