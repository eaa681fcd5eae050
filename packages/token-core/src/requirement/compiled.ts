import { fail } from '../options.js';
import { leave } from '../after.js';
import { isJsonObject, isObject } from '../json.js';
import { shortestOf } from './freshness.js';
import { judge, MEMBERS } from './members.js';
import { checkOrganizations, isPlace, type OrganizationDemand, organizationsOf } from './organization.js';
import { type Demand, type RequirementPolicy, requirementPolicy } from './policy.js';
import type { Principal, Requirement } from './requirement.js';
import { namedScopes } from './scopes.js';
import type { RequestLike } from '../request/credentials.js';
import type { JudgedToken, VerifiedToken } from '../token/verified-token.js';
import type { Verifier } from '../verifier/verifier.js';

/**
 * A requirement that was checked once, where the route was made: what `verifier.checkRequirement` returns. Frozen, and
 * accepted wherever a requirement is. What a description of the API wants to know of it stands in its lists.
 *
 * @typeParam S - The permission names of the resource.
 * @example
 * const reading = verifier.checkRequirement({ scopes: ['read:products'] });
 * reading.scopes; // ['read:products']
 */
export interface CompiledRequirement<S extends string = string> {
  /** Every permission that is needed, each once. Empty where none is. */
  readonly scopes: readonly S[];
  /** Of each of these lists one permission is needed. */
  readonly anyScope: readonly (readonly S[])[];
  /** Who the token has to speak for; `undefined` where that does not matter. */
  readonly principal: Principal | undefined;
  /** What is demanded of the token's organization, each once; all of them hold. Never empty: else the verifier's own demand. */
  readonly organization: readonly OrganizationDemand[];
  /** How many seconds ago the token may have been issued; `undefined` where that does not matter. */
  readonly freshWithin: number | undefined;
  /** The same as plain requirements that must all hold; empty where any valid token will do. */
  readonly parts: readonly Requirement<S>[];
}

/** By this another copy of the package finds the parts. It checks them anew: nothing is believed. */
const PARTS: unique symbol = Symbol.for('@acme/token-core.requirement') as never;
const KNOWN: readonly string[] = Object.keys(MEMBERS);

/**
 * Only this room can make one: what looks like it has no private members. The lists are copied where they are read,
 * which few do, and not where one is made, which a requirement that is written in a handler is at every request.
 */
class Compiled implements CompiledRequirement {
  readonly #demand: Demand;

  constructor(demand: Demand) {
    this.#demand = demand;
    Object.freeze(this);
  }

  get scopes(): readonly string[] {
    return Object.freeze([...new Set(this.#demand.parts.flatMap(({ scopes = [] }) => scopes))]);
  }

  get anyScope(): readonly (readonly string[])[] {
    return Object.freeze(
      this.#demand.parts.flatMap(({ anyScope }) =>
        anyScope === undefined ? [] : [Object.freeze([...anyScope])],
      ),
    );
  }

  get principal(): Principal | undefined {
    return this.#demand.parts.find(({ principal }) => principal !== undefined)?.principal;
  }

  get organization(): readonly OrganizationDemand[] {
    return Object.freeze([...new Set(this.#demand.organizations)]);
  }

  get freshWithin(): number | undefined {
    return this.#demand.freshWithin;
  }

  get parts(): readonly Requirement[] {
    return Object.freeze(this.#demand.parts.map((part) => copyOf(part)));
  }

  get [PARTS](): readonly Requirement[] {
    return this.parts;
  }

  toJSON(): Readonly<Record<string, unknown>> {
    const { scopes, anyScope, principal, organization, freshWithin } = this;
    return { scopes, anyScope, principal, organization, freshWithin };
  }

  /** What only this room can have made; `undefined` of anything else. */
  static demandOf(value: unknown): Demand | undefined {
    return isObject(value) && #demand in value ? value.#demand : undefined;
  }
}

Object.freeze(Compiled.prototype);

function copyOf(part: Requirement): Requirement {
  const entries = Object.entries(part).flatMap(([name, value]: [string, unknown]) =>
    value === undefined
      ? []
      : [[name, Array.isArray(value) ? Object.freeze([...(value as readonly unknown[])]) : value] as const],
  );
  return Object.freeze(Object.fromEntries(entries) as Requirement);
}

/**
 * Checks a requirement for the verifier that has this policy. One that was compiled for it comes back as it is; one that was
 * compiled for another is checked anew, since the other may know other permissions.
 *
 * @throws TypeError that names the mistake.
 */
export function compileRequirement(requirement: unknown, policy: RequirementPolicy): CompiledRequirement {
  if (requirement === undefined) return make([], policy, requirement);
  if (Compiled.demandOf(requirement)?.policy === policy) return requirement as Compiled;
  const parts = Array.isArray(requirement)
    ? readList(requirement as readonly unknown[], policy)
    : readOne(requirement, policy);
  return make(parts, policy, requirement);
}

function make(parts: readonly Requirement[], policy: RequirementPolicy, source: unknown): Compiled {
  const organizations = organizationsOf(parts, policy);
  const hasPlace = organizations.some((demand) => isPlace(demand));
  return new Compiled({ parts, policy, source, organizations, hasPlace, freshWithin: shortestOf(parts) });
}

/**
 * What a verifier says of a requirement, in a form that can be judged by. A verifier that somebody else made may say
 * anything, and one of another copy of the package says what only that copy can read: then it is compiled here. Where it says
 * something else than was asked, both must hold: it may demand more, and never less.
 */
export function ensureCompiled(
  answer: unknown,
  requirement: unknown,
  verifier: Pick<Verifier, 'resource'>,
): CompiledRequirement {
  const demand = Compiled.demandOf(leave(answer));
  if (demand === undefined) return compileRequirement(requirement, requirementPolicy(verifier.resource));
  if (answer === requirement || requirement === undefined || demand.source === requirement) {
    return answer as Compiled;
  }
  const asked = Array.isArray(requirement) ? (requirement as readonly unknown[]) : [requirement];
  return compileRequirement([answer, ...asked], demand.policy);
}

function demandOf(requirement: CompiledRequirement): Demand {
  return Compiled.demandOf(requirement) as Demand;
}

/**
 * Judges a token by a compiled requirement: one judge per kind of demand, in their order.
 *
 * @param request - Where a place in it has to name the organization.
 * @param token - Whose form that is, for {@link wasJudged}.
 * @throws TypeError when such a place is demanded and there is no request.
 */
export function judgeRequirement(
  form: JudgedToken,
  requirement: CompiledRequirement,
  request?: RequestLike,
  token?: VerifiedToken,
): void {
  const demand = demandOf(requirement);
  judge(form, demand, request);
  // A place is judged with one request, and says nothing of another.
  lastToken = demand.hasPlace ? undefined : token;
  lastRequirement = requirement;
}

// What was judged last. Two variables and not an object, which each request would make.
let lastToken: VerifiedToken | undefined;
let lastRequirement: CompiledRequirement | undefined;

/** Begins a stretch of work, to its end in this turn of the event loop, within which {@link wasJudged} tells what was judged. */
export function beginJudging(): void {
  lastToken = undefined;
}

/**
 * Whether this very requirement was judged on this very token since {@link beginJudging}: so a verifier that judges has not
 * to be asked again, and one that says it did is not believed.
 */
export function wasJudged(token: VerifiedToken, requirement: CompiledRequirement): boolean {
  return lastToken === token && lastRequirement === requirement;
}

/**
 * What `verify`, which does not see the request, is told of a requirement. With a place in it that is nothing but "whichever
 * organization": the rest is judged with the request, in its order. `requirement` itself where it names no place.
 */
export function withoutPlaces(requirement: CompiledRequirement): CompiledRequirement {
  const { hasPlace, policy } = demandOf(requirement);
  return hasPlace ? make(ANY_ORGANIZATION, policy, requirement) : requirement;
}

/** Every member, as its own: what somebody put on `Object.prototype` demands nothing, and opens nothing (rule 3). */
const NOTHING: { readonly [M in keyof Requirement]-?: undefined } = {
  scopes: undefined,
  anyScope: undefined,
  principal: undefined,
  organization: undefined,
  freshWithin: undefined,
};
const ANY_ORGANIZATION = [
  { ...NOTHING, organization: 'any' },
] as readonly unknown[] as readonly Requirement[];

/** The policy that a verifier compiles requirements for; one for its resource where somebody wrote it by hand. */
export function policyOfVerifier(
  verifier: Pick<Verifier, 'checkRequirement' | 'resource'>,
): RequirementPolicy {
  return Compiled.demandOf(verifier.checkRequirement())?.policy ?? requirementPolicy(verifier.resource);
}

/** Every scope that a requirement names, each once: those that are all needed first. */
export function scopesNamedBy(requirement: CompiledRequirement): readonly string[] {
  return namedScopes(demandOf(requirement).parts);
}

/** The least that a client has to ask for so that a requirement is met: of a list of which one is needed, the first. */
export function scopesToAskFor(requirement: CompiledRequirement): readonly string[] {
  const parts = demandOf(requirement).parts.flatMap(({ scopes = [], anyScope = [] }) => [
    ...scopes,
    ...anyScope.slice(0, 1),
  ]);
  return [...new Set(parts)];
}

function readList(list: readonly unknown[], policy: RequirementPolicy): readonly Requirement[] {
  // An empty list would silently mean "any token".
  if (list.length === 0) fail('requirement', 'a list of at least one requirement', list);
  const parts = Array.from(list, (item) => readOne(item, policy)).flat();
  checkOrganizations(parts);
  const principals = new Set(parts.map(({ principal }) => principal));
  principals.delete(undefined);
  if (principals.size > 1) {
    throw new TypeError("principal: expected one of them, found 'user' and 'machine'");
  }
  return parts;
}

function readOne(value: unknown, policy: RequirementPolicy): readonly Requirement[] {
  if (!isJsonObject(value)) {
    fail('requirement: options', "an object such as { scopes: ['read:products'] }", value);
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  // `Object.prototype` of this or of another realm, or none.
  if (prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null)
    return [readPart(value, policy)];
  if (!Object.hasOwn(prototype, PARTS)) {
    fail('requirement: options', 'a plain object', value);
  }
  return (value as object as Compiled)[PARTS].map((part) => readPart(part, policy));
}

function unknownMember(name: string): TypeError {
  return new TypeError(`requirement: unknown option ${JSON.stringify(name)}; known are ${KNOWN.join(', ')}`);
}

/** Members are read as own data: what stands on a prototype, or may answer otherwise the next time, is no demand. */
function readPart(value: object, policy: RequirementPolicy): Requirement {
  const part: Record<string, unknown> = { ...NOTHING };
  // Two questions, since engines answer `Reflect.ownKeys` slowly, and a literal in a handler comes by at every request.
  const names = Object.getOwnPropertyNames(value);
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) throw unknownMember(String(symbol));
  for (const name of names) {
    if (!KNOWN.includes(name)) throw unknownMember(name);
    // Of a getter there is no value.
    const given: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (given === undefined) fail(name, 'a value, or no such member', undefined);
    part[name] = MEMBERS[name as keyof Requirement](given, name, policy);
  }
  if (names.length === 0) {
    const expected = `at least one of ${KNOWN.join(', ')}, or no requirement for any valid token`;
    fail('requirement', expected, value);
  }
  return part;
}
