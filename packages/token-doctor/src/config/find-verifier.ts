import { createVerifier, type Verifier, type VerifierOptions } from '@acme/token-core';

type Exports = Readonly<Record<string, unknown>>;

/** What a file has for us. */
export type FoundVerifier =
  | { readonly kind: 'verifier'; readonly name: string; readonly verifier: Verifier }
  | { readonly kind: 'none' | 'several'; readonly names: readonly string[] };

/**
 * The verifier that a file exports; else one that is made of the options, or of the issuer and the resource, that it exports.
 *
 * @param name - The export that is meant. Default: `verifier`, the default export, or the only one.
 * @param issuer - Where the file exports a resource alone.
 * @throws TypeError when the options are wrong.
 */
export function findVerifier(exports: Exports, name?: string, issuer?: string): FoundVerifier {
  const all = flatten(exports);
  const verifiers = Object.entries(all).filter(([, value]) => isVerifier(value));
  const preferred = name === undefined ? ['verifier', 'default'] : [name];
  for (const wanted of preferred) {
    const value = all[wanted];
    if (isVerifier(value)) return { kind: 'verifier', name: wanted, verifier: value };
    if (isOptions(value)) return { kind: 'verifier', name: wanted, verifier: createVerifier(value) };
  }
  if (name !== undefined) return { kind: 'none', names: Object.keys(all) };
  const [only, ...others] = verifiers;
  if (others.length > 0) return { kind: 'several', names: verifiers.map(([each]) => each) };
  if (only !== undefined) return { kind: 'verifier', name: only[0], verifier: only[1] as Verifier };
  return fromParts(all, issuer) ?? { kind: 'none', names: Object.keys(all) };
}

/** CommonJS has its exports once more behind `default`. */
function flatten(exports: Exports): Exports {
  const inner = exports['default'];
  const isWrapped = typeof inner === 'object' && inner !== null && !isVerifier(inner) && !isOptions(inner);
  return isWrapped ? { ...(inner as Exports), ...exports } : exports;
}

function fromParts(all: Exports, given: string | undefined): FoundVerifier | undefined {
  const options = Object.entries(all).filter(([, value]) => isOptions(value));
  const [only, ...others] = options;
  if (only !== undefined && others.length === 0) {
    return { kind: 'verifier', name: only[0], verifier: createVerifier(only[1] as VerifierOptions) };
  }
  const resources = Object.entries(all).filter(([, value]) => isResource(value));
  const issuer = given ?? all['issuer'];
  const [resource, ...more] = resources;
  if (resource === undefined || more.length > 0 || typeof issuer !== 'string') return undefined;
  const parts = { issuer, resource: resource[1] } as VerifierOptions;
  return { kind: 'verifier', name: resource[0], verifier: createVerifier(parts) };
}

function isVerifier(value: unknown): value is Verifier {
  return has(value, 'verify', 'function') && has(value, 'checkRequirement', 'function');
}

function isOptions(value: unknown): value is VerifierOptions {
  return has(value, 'issuer', 'string') && typeof value === 'object' && Object.hasOwn(value, 'resource');
}

function isResource(value: unknown): boolean {
  return has(value, 'indicator', 'string') && has(value, 'scopes', 'object');
}

function has(value: unknown, name: string, type: string): value is object {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === type;
}
