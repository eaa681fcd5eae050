import type {
  ContextConfigDefault,
  FastifyBaseLogger,
  FastifySchema,
  FastifyTypeProvider,
  FastifyTypeProviderDefault,
  RawRequestDefaultExpression,
  RawServerBase,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify';
import { compileFor, expectOptions, fail } from '@acme/token-core/adapter';
import type { Reporter } from '@acme/token-core/explain';
import type { FastifyRequestType, ResolveFastifyRequestType } from 'fastify/types/type-provider.js';
import type {
  CompiledRequirement,
  RegisteredScope,
  Requirement,
  VerifiedToken,
  Verifier,
} from '@acme/token-core';

/** A verified token whose scopes the compiler knows. */
type TokenOf<S extends string> = VerifiedToken<S>;

/** The token that a handler finds, as far as the `config` of its route tells. */
type TokenIn<Config> = Config extends { readonly token: 'optional' }
  ? TokenOf<RegisteredScope> | undefined
  : Config extends { readonly token: 'public' }
    ? undefined
    : TokenOf<RegisteredScope>;

/** No text and no list, which the compiler would take for a requirement without members. */
type RequirementOf<S extends string> = (Requirement<S> | CompiledRequirement<S>) & {
  readonly [Symbol.iterator]?: never;
};

/** What a route or a whole plugin demands of a token: one requirement, or a list that must hold as a whole. */
export type TokenRequirement =
  | RequirementOf<RegisteredScope>
  | readonly [RequirementOf<RegisteredScope>, ...RequirementOf<RegisteredScope>[]];

/** What `config.token` of a route may say. */
export type RouteToken =
  /** Open to everyone; nobody looks at tokens. */
  | 'public'
  /** A request without a token is let in, as anonymous; one with a bad token is not. Not beside a `requirement` of the plugin. */
  | 'optional'
  /** Any valid token that meets this. */
  | TokenRequirement;

/** Names of route settings that look like a demand and are none, one level too high: for `config.token`, or for `config`. */
export type MisplacedName =
  'scopes' | 'anyScope' | 'scope' | 'requiredScopes' | 'organization' | 'principal' | 'freshWithin' | 'token';

/** Options of {@link tokenPlugin}. */
export interface TokenPluginOptions {
  /** Decides about the tokens, made by `createVerifier`. Required. */
  readonly verifier: Verifier;
  /**
   * What every route of this context demands besides what its own `config.token` says. A public route is still public.
   * Default: any valid token.
   */
  readonly requirement?: TokenRequirement;
  /**
   * `'public'`: what no route answers needs no token. That is the not-found handler, and whatever `@fastify/middie` or
   * `@fastify/express` serve where there is no route. Default: it needs what `requirement` says.
   */
  readonly notFound?: 'public';
  /**
   * Names that another plugin reads in a route's options or `config`, so that they are no misplaced demand.
   * Default: none; each of them stops the start.
   */
  readonly foreign?: readonly MisplacedName[];
  /**
   * `true`: Connect middleware that was registered before this plugin may answer without a token. Default `false`:
   * `@fastify/middie` and `@fastify/express` before this plugin stop the start.
   */
  readonly middlewareBefore?: boolean;
  /**
   * Where refusals and outages are told, for the API's developer. Default: the log of the request, and `console` where Fastify's
   * log is switched off; the first of a kind at once, those that follow counted. `false`: nowhere. A function is told of
   * every decision and counts by itself; what it throws changes nothing.
   */
  readonly report?: false | Reporter;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route demands of a token. Default: what the plugin's `requirement` says, else any valid token. */
    readonly token?: RouteToken;
  }
  // The parameters are Fastify's own: a declaration that merges has to repeat them.
  interface FastifyRequest<
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    SchemaCompiler extends FastifySchema = FastifySchema,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault,
    ContextConfig = ContextConfigDefault,
    Logger extends FastifyBaseLogger = FastifyBaseLogger,
    RequestType extends FastifyRequestType = ResolveFastifyRequestType<
      TypeProvider,
      SchemaCompiler,
      RouteGeneric
    >,
  > {
    /**
     * The verified access token. Of a route whose `config.token` is `'optional'` or `'public'` it may be, or is, `undefined`;
     * a route that says so in place has that type.
     */
    token: TokenIn<ContextConfig>;
  }
  interface FastifyInstance {
    /** The verifier that decides in this encapsulation context. */
    readonly tokenVerifier: Verifier;
  }
}

const MISPLACED: readonly string[] = [
  'scopes',
  'anyScope',
  'scope',
  'requiredScopes',
  'organization',
  'principal',
  'freshWithin',
  'token',
] satisfies MisplacedName[];
const OWN = [
  'verifier',
  'requirement',
  'notFound',
  'foreign',
  'middlewareBefore',
  'report',
] as const satisfies (keyof TokenPluginOptions)[];
/** What Fastify itself and its autoloader put beside a plugin's options. */
const OF_FASTIFY = ['prefix', 'logLevel', 'logSerializers', 'name', 'encapsulate'] as const;

/** One requirement, compiled or not. */
export type RequirementPart = Requirement | CompiledRequirement;

/** Options that were checked, each read as an own property. */
export interface TokenPluginSettings {
  readonly verifier: Verifier;
  /** A list, so that a route's own demands can follow. Empty: any valid token. */
  readonly requirement: readonly RequirementPart[];
  readonly isNotFoundPublic: boolean;
  /** Route settings that stop the start. */
  readonly misplaced: readonly string[];
  readonly isMiddlewareAllowed: boolean;
  readonly report: false | Reporter | undefined;
}

/** @throws TypeError that names the option that is wrong. */
export function readOptions(options: TokenPluginOptions): TokenPluginSettings {
  const own = expectOptions<WithFastifysOwn>('tokenPlugin', options, [...OWN, ...OF_FASTIFY]);
  const { verifier, notFound, foreign, middlewareBefore, report } = own;
  if (typeof verifier?.checkRequirement !== 'function' || typeof verifier.verify !== 'function') {
    fail('verifier', 'what createVerifier returns');
  }
  if (notFound !== undefined && notFound !== 'public') fail('notFound', "'public', or nothing");
  if (middlewareBefore !== undefined && typeof middlewareBefore !== 'boolean') {
    fail('middlewareBefore', 'a boolean');
  }
  if (report !== undefined && report !== false && typeof report !== 'function') {
    fail('report', 'false or a function');
  }
  const requirement = 'requirement' in own ? listOf(own.requirement) : [];
  if ('requirement' in own) compileFor(verifier, requirement);
  return {
    verifier,
    requirement,
    isNotFoundPublic: notFound === 'public',
    misplaced: readMisplaced(foreign),
    isMiddlewareAllowed: middlewareBefore === true,
    report,
  };
}

type WithFastifysOwn = Partial<TokenPluginOptions> & {
  readonly [Name in (typeof OF_FASTIFY)[number]]?: unknown;
};

function readMisplaced(foreign: readonly string[] = []): readonly string[] {
  if (!Array.isArray(foreign) || !foreign.every((name) => MISPLACED.includes(name as string))) {
    fail('foreign', `a list of some of ${MISPLACED.join(', ')}`);
  }
  return MISPLACED.filter((name) => !foreign.includes(name));
}

/** One requirement or several as a list. An empty list is left as it is, for the verifier to refuse. */
export function listOf(demand: unknown): readonly RequirementPart[] {
  return Array.isArray(demand) ? (demand as readonly RequirementPart[]) : [demand as RequirementPart];
}
