import type { Storage } from '../storage/storage.js';

export const CUSTOMIZERS = 'jwt-customizers';

/** Whose tokens a script adds claims to. */
export type CustomizerKind = 'access-token' | 'client-credentials';

/** A script that adds claims to tokens, as Logto keeps it. */
export interface Customizer {
  readonly script: string;
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /** Data to try the script with. */
  readonly contextSample?: Readonly<Record<string, unknown>> | undefined;
  readonly tokenSample?: Readonly<Record<string, unknown>> | undefined;
  readonly blockIssuanceOnError?: boolean | undefined;
}

/** The scripts that were set at run time. */
export interface Customizers {
  get(kind: CustomizerKind): Customizer | undefined;
  set(kind: CustomizerKind, customizer: Customizer): void;
  /** @returns whether there was one. */
  remove(kind: CustomizerKind): boolean;
}

/** The scripts that the storage keeps. */
export function createCustomizers(storage: Storage): Customizers {
  const stored = storage.setting(CUSTOMIZERS);
  let all: ReadonlyMap<CustomizerKind, Customizer> = new Map(
    stored === undefined ? [] : (JSON.parse(stored) as [CustomizerKind, Customizer][]),
  );

  /** Written before it counts: a change that could not be kept was refused. */
  function keep(changed: ReadonlyMap<CustomizerKind, Customizer>): void {
    storage.setSetting(CUSTOMIZERS, JSON.stringify([...changed]));
    all = changed;
  }

  return {
    get: (kind) => all.get(kind),
    set(kind, customizer) {
      keep(new Map(all).set(kind, customizer));
    },
    remove(kind) {
      const rest = new Map(all);
      const existed = rest.delete(kind);
      keep(rest);
      return existed;
    },
  };
}
