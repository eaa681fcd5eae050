import type { JsonWebKeySet } from '@acme/token-core';

export interface MachineSettings {
  readonly issuer: string;
  readonly resource: string;
  readonly jwks: JsonWebKeySet;
  readonly redis: string;
  /** Seconds. */
  readonly readEvery: number;
}

export type Command =
  /** Whether a token is let in, as 0 or 1. */
  | { readonly type: 'ask'; readonly token: string }
  /** Answers when it is let in no more, with the moment. */
  | { readonly type: 'watch'; readonly token: string }
  /** Answers with the moment at which it was said. */
  | { readonly type: 'revoke'; readonly sub: string }
  /** Milliseconds until everything was heard. */
  | { readonly type: 'load' }
  | { readonly type: 'memory' }
  /** How many cut-offs are held. */
  | { readonly type: 'held' };

export interface Answer {
  readonly id: number;
  readonly value: number;
}
