import type { Requirements } from '@acme/token-core';
import { listOf, type TokenPluginSettings } from './options.js';

/** What the plugin does with a request, as the settings of its route say. */
export type Policy =
  | { readonly isPublic: true }
  /** `undefined`: any valid token. */
  | { readonly isPublic: false; readonly requirement: Requirements | undefined };

const PUBLIC: Policy = Object.freeze({ isPublic: true });

/**
 * Reads the policy of a route out of its `config`, as an own property: a polluted `Object.prototype` opens nothing.
 *
 * @throws TypeError when `config.token` is a mistake.
 */
export function readPolicy(config: unknown, { verifier, requirement }: TokenPluginSettings): Policy {
  const token = ownToken(config);
  if (token === undefined) {
    return { isPublic: false, requirement: requirement.length > 0 ? requirement : undefined };
  }
  if (token.value === 'public') return PUBLIC;
  if (typeof token.value !== 'object' || token.value === null) {
    throw new TypeError(
      "config.token: expected 'public', a requirement such as { scopes: [...] }, or a list of them",
    );
  }
  const own = listOf(token.value);
  // By itself first, so that an empty list is not hidden by the plugin's own demands.
  verifier.checkRequirement(own);
  return { isPublic: false, requirement: [...requirement, ...own] };
}

/** The policy of what no route answers: nothing but the option `notFound` opens it. */
export function readNotFoundPolicy(config: unknown, settings: TokenPluginSettings): Policy {
  const isSilent = ownToken(config) === undefined || readPolicy(config, settings).isPublic;
  if (isSilent) return settings.isNotFoundPublic ? PUBLIC : readPolicy(undefined, settings);
  return readPolicy(config, settings);
}

/** Whether a `config` demands something of a token, whoever is to ask. */
export function hasDemand(config: unknown): boolean {
  const value = ownToken(config)?.value;
  return (
    typeof value === 'object' &&
    value !== null &&
    listOf(value).some((part) => Object.hasOwn(part ?? {}, 'scopes') || Object.hasOwn(part ?? {}, 'anyScope'))
  );
}

function ownToken(config: unknown): { readonly value: unknown } | undefined {
  if (typeof config !== 'object' || config === null || !Object.hasOwn(config, 'token')) return undefined;
  return { value: (config as { readonly token: unknown }).token };
}
