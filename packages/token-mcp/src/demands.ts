import type { CompiledRequirement, Requirements, Verifier } from '@acme/token-core';
import { compileFor } from '@acme/token-core/adapter';

/** What the parts of an MCP server demand, by name. */
export interface McpDemands<S extends string = string> {
  /** Tool name → what calling it needs. */
  readonly tools?: Readonly<Record<string, Requirements<S>>>;
  /** Prompt name → what getting it, and completing its arguments, needs. */
  readonly prompts?: Readonly<Record<string, Requirements<S>>>;
  /**
   * Resource URI → what reading it needs, and every other request that names it (to watch it, above all), however the client
   * spells it. Templates are not matched: one with `{` is a TypeError, and what all of them need belongs in `requirement`.
   */
  readonly resources?: Readonly<Record<string, Requirements<S>>>;
}

const KINDS = ['tools', 'prompts', 'resources'] as const;

/** Each spelling of a name → what is demanded. */
type Demands = ReadonlyMap<string, readonly CompiledRequirement[]>;

type Kind = (typeof KINDS)[number];

/** So many URIs of one body are parsed; one that names more is asked what all resources demand. */
const MOST_URIS = 1000;

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
  return (body) => {
    // Each once: a batch may name one tool many thousand times.
    const named = new Map<Kind, Set<unknown>>(KINDS.map((kind) => [kind, new Set()]));
    for (const message of Array.isArray(body) ? body : [body]) addNames(named, message);
    return [...new Set(KINDS.flatMap((kind) => demandsOf(kind, named.get(kind), compiled.get(kind))))];
  };
}

/**
 * Adds every part that a message names. A resource is named by its URI alone, in whatever method: what may not be read may not
 * be watched or completed either, nor be had by a method that a later revision of MCP adds.
 */
function addNames(named: ReadonlyMap<Kind, Set<unknown>>, message: unknown): void {
  const method = own(message, 'method');
  const params = own(message, 'params');
  const ref = own(params, 'ref');
  const watched = own(own(params, 'notifications'), 'resourceSubscriptions');
  if (method === 'tools/call') named.get('tools')?.add(own(params, 'name'));
  if (method === 'prompts/get') named.get('prompts')?.add(own(params, 'name'));
  if (method === 'completion/complete') named.get('prompts')?.add(own(ref, 'name'));
  for (const uri of [own(params, 'uri'), own(ref, 'uri')]) named.get('resources')?.add(uri);
  if (Array.isArray(watched)) for (const uri of watched) named.get('resources')?.add(uri);
}

function demandsOf(
  kind: Kind,
  names: ReadonlySet<unknown> = new Set(),
  demands: Demands = new Map(),
): readonly CompiledRequirement[] {
  if (demands.size === 0) return [];
  if (kind === 'resources' && names.size > MOST_URIS) return [...demands.values()].flat();
  return [...names].flatMap((name) =>
    typeof name === 'string'
      ? [...spellingsOf(kind, name)].flatMap((spelling) => demands.get(spelling) ?? [])
      : [],
  );
}

function compileAll(verifier: Verifier, kind: string, demands: unknown): Demands {
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
