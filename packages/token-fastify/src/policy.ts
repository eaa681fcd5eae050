import type { Requirements, Verifier } from '@acme/token-core';
import { compileFor } from '@acme/token-core/adapter';
import { listOf, type TokenPluginSettings } from './options.js';

/** What the plugin does with a request, as the settings of its route say. */
export interface Policy {
  /** Nobody looks at tokens, a token may be missing, or it is needed. */
  readonly access: 'public' | 'optional' | 'token';
  /** `undefined`: any valid token. */
  readonly requirement: Requirements | undefined;
}

const PUBLIC: Policy = Object.freeze({ access: 'public', requirement: undefined });
const OPTIONAL: Policy = Object.freeze({ access: 'optional', requirement: undefined });

/**
 * Reads the policy of a route out of its `config`, as an own property: a polluted `Object.prototype` opens nothing.
 *
 * @throws TypeError when `config.token` is a mistake.
 */
export function readPolicy(config: unknown, { verifier, requirement }: TokenPluginSettings): Policy {
  const token = ownToken(config);
  if (token === undefined) return protectedBy(verifier, requirement);
  if (token.value === 'public') return PUBLIC;
  if (token.value === 'optional') {
    if (requirement.length === 0) return OPTIONAL;
    throw new TypeError(
      "'optional' stands beside the requirement of the plugin: register it in a context without one",
    );
  }
  if (typeof token.value !== 'object' || token.value === null) {
    throw new TypeError(
      "expected 'public', 'optional', a requirement such as { scopes: [...] }, or a list of requirements",
    );
  }
  const own = listOf(token.value);
  // By itself first, so that an empty list is not hidden by the plugin's own demands.
  compileFor(verifier, own);
  return protectedBy(verifier, [...requirement, ...own]);
}

function protectedBy(verifier: Verifier, parts: readonly PartOf<Requirements>[]): Policy {
  return { access: 'token', requirement: parts.length === 0 ? undefined : compileFor(verifier, parts) };
}

type PartOf<T> = T extends readonly (infer Part)[] ? Part : never;

/** The policy of what no route answers: nothing but the option `notFound` opens it. */
export function readNotFoundPolicy(config: unknown, settings: TokenPluginSettings): Policy {
  const said = ownToken(config) && readPolicy(config, settings);
  if (said?.access === 'token') return said;
  return settings.isNotFoundPublic ? PUBLIC : readPolicy(undefined, settings);
}

/** Whether a `config` asks for tokens to be looked at, whoever is to do it. */
export function hasDemand(config: unknown): boolean {
  const value = ownToken(config)?.value;
  return value === 'optional' || listOf(value).some(isDemand);
}

function isDemand(part: unknown): boolean {
  // One that was compiled shows its members by its prototype.
  return typeof part === 'object' && part !== null && (Object.keys(part).length > 0 || 'parts' in part);
}

function ownToken(config: unknown): { readonly value: unknown } | undefined {
  if (typeof config !== 'object' || config === null || !Object.hasOwn(config, 'token')) return undefined;
  return { value: (config as { readonly token: unknown }).token };
}
