import type { CompiledRequirement, Requirements, Verifier } from '@acme/token-core';
import { compileFor } from '@acme/token-core/adapter';

/** What the parts of an MCP server demand, by name. */
export interface McpDemands<S extends string = string> {
  /** Tool name → what calling it needs. */
  readonly tools?: Readonly<Record<string, Requirements<S>>>;
  /** Prompt name → what getting it needs. */
  readonly prompts?: Readonly<Record<string, Requirements<S>>>;
  /**
   * Resource URI → what reading it needs, however the client spells it. Templates are not matched: one with `{` is a TypeError,
   * and what all of them need belongs in `requirement`.
   */
  readonly resources?: Readonly<Record<string, Requirements<S>>>;
}

const KINDS = ['tools', 'prompts', 'resources'] as const;

/** Method → the member of its `params` that names the part, and the kind of part. */
const METHODS: Readonly<Record<string, readonly [kind: (typeof KINDS)[number], member: string]>> = {
  'tools/call': ['tools', 'name'],
  'prompts/get': ['prompts', 'name'],
  'resources/read': ['resources', 'uri'],
};

/**
 * Compiles what is demanded, at the start.
 *
 * @returns what a message of JSON-RPC, or a list of them, demands, each once; all of the list have to hold.
 * @throws TypeError that names the part whose demand is a mistake.
 */
export function demandsReader(
  verifier: Verifier,
  demands: McpDemands,
): (body: unknown) => readonly CompiledRequirement[] {
  const compiled = new Map(KINDS.map((kind) => [kind, compileAll(verifier, kind, demands[kind])]));
  const demandOf = (message: unknown): readonly CompiledRequirement[] => {
    const method = own(message, 'method');
    if (typeof method !== 'string' || !Object.hasOwn(METHODS, method)) return [];
    const [kind, member] = METHODS[method] ?? ['tools', 'name'];
    const name = own(own(message, 'params'), member);
    if (typeof name !== 'string') return [];
    const demands = compiled.get(kind);
    return [...spellingsOf(kind, name)].flatMap((spelling) => demands?.get(spelling) ?? []);
  };
  // Each once: a batch may name one tool many thousand times.
  return (body) => [
    ...new Set(Array.isArray(body) ? body.flatMap((message) => demandOf(message)) : demandOf(body)),
  ];
}

function compileAll(
  verifier: Verifier,
  kind: string,
  demands: unknown,
): ReadonlyMap<string, readonly CompiledRequirement[]> {
  if (demands === undefined) return new Map();
  if (typeof demands !== 'object' || demands === null || Array.isArray(demands)) {
    throw new TypeError(`protectMcp: ${kind}: expected an object of names and what they demand.`);
  }
  const entries: readonly [string, unknown][] = Object.entries(demands);
  const compiled = new Map<string, readonly CompiledRequirement[]>();
  for (const [name, demand] of entries) {
    const place = `${kind}[${JSON.stringify(name)}]`;
    if (kind === 'resources' && name.includes('{')) {
      throw new TypeError(
        `protectMcp: ${place}: expected the URI of one resource, since templates are not matched; what all of them need belongs in requirement.`,
      );
    }
    const one = compile(verifier, place, demand);
    for (const spelling of spellingsOf(kind, name)) {
      compiled.set(spelling, [...(compiled.get(spelling) ?? []), one]);
    }
  }
  return compiled;
}

/** A server finds a resource by what a URL parser makes of the URI that a client sends, so that is a name of it too. */
function spellingsOf(kind: string, name: string): ReadonlySet<string> {
  return new Set(kind === 'resources' ? [name, asParsed(name)] : [name]);
}

function asParsed(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).href : uri;
}

function compile(verifier: Verifier, place: string, demand: unknown): CompiledRequirement {
  if (demand === undefined)
    throw new TypeError(`protectMcp: ${place}: expected a requirement, found nothing.`);
  try {
    return compileFor(verifier, demand as Requirements);
  } catch (error) {
    throw new TypeError(`protectMcp: ${place}: ${(error as Error).message}`, { cause: error });
  }
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
