import { onTestFinished, vi } from 'vitest';
import {
  createVerifier,
  type KeyRequest,
  type KeySet,
  type KeySource,
  staticKeys,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';
import { ISSUER, key, makeKey, NOW, RESOURCE } from './tokens.js';

/** The key that comes with the next set. */
export const edwards = await makeKey('EdDSA', 'edwards');

/** A source that counts what it is asked, and answers what the test wants. */
export class CountedKeys implements KeySource {
  readonly asked: KeyRequest[] = [];
  readonly askedNewer: KeySet[] = [];
  readonly known = staticKeys({ keys: [key.publicJwk] });
  readonly rotated = staticKeys({ keys: [edwards.publicJwk] });
  answer: (request: KeyRequest) => KeySet | Promise<KeySet> = (request) => this.known.current(request);
  newerAnswer: (request: KeyRequest) => KeySet | Promise<KeySet> = (request) => this.rotated.current(request);

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    this.asked.push(request);
    return this.answer(request);
  }

  newer(set: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    this.askedNewer.push(set);
    return this.newerAnswer(request);
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }

  state() {
    return this.known.state();
  }
}

/** A verifier at the good moment, and the source that it asks. */
export function countedVerifier(options: Partial<VerifierOptions> = {}): {
  keys: CountedKeys;
  verifier: Verifier;
} {
  const keys = new CountedKeys();
  const now = () => NOW * 1000;
  return {
    keys,
    verifier: createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys,
      now,
      signatureEngine: 'web-crypto',
      ...options,
    }),
  };
}

/** Counts the calls of a method while the test runs. */
export function countCalls<T extends object>(owner: T, method: keyof T & string) {
  const spy = vi.spyOn(owner as Record<string, () => unknown>, method);
  onTestFinished(() => spy.mockRestore());
  return spy;
}
