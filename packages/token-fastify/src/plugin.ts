import {
  type Authentication,
  decide,
  type RegisteredScope,
  type Requirement,
  type VerifiedToken,
  type Verifier,
} from '@acme/token-core';
import type { FastifyContextConfig, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs all of these permissions. Not empty. */
    readonly scopes?: readonly RegisteredScope[];
    /** The route needs at least one of these permissions. Not empty. */
    readonly anyScope?: readonly RegisteredScope[];
    /** `true`: the route is open to everyone, and nobody looks at tokens. Default false. */
    readonly public?: boolean;
  }
  interface FastifyRequest {
    /** The verified access token. On a public route, where nobody has looked at tokens, it is `null` at run time. */
    token: TokenOf<RegisteredScope>;
  }
  interface FastifyInstance {
    /** The verifier that decides in this encapsulation context. */
    readonly tokenVerifier: Verifier;
  }
}

/** A verified token whose scopes the compiler knows. */
type TokenOf<S extends string> = VerifiedToken<S>;

/** Options of {@link token}. */
export interface TokenPluginOptions {
  /** Decides about the tokens, made by `createVerifier`. Required. */
  readonly verifier: Verifier;
}

type RouteConfig = Pick<FastifyContextConfig, 'scopes' | 'anyScope' | 'public'>;

// Asynchronous, so that what it throws stops the start instead of the process.
const plugin: FastifyPluginAsync<TokenPluginOptions> = async (instance, { verifier }) => {
  if (typeof verifier?.checkRequirement !== 'function') {
    throw new TypeError('verifier: expected what createVerifier returns.');
  }
  instance.decorate('tokenVerifier', verifier);
  // A context within a protected one has the decoration already.
  if (!instance.hasRequestDecorator('token')) instance.decorateRequest('token', null, []);

  // Hooks hold in the contexts within as well. One that has registered a verifier of its own leaves it to that.
  instance.addHook('onRoute', function checkRequirement({ config }) {
    if (this.tokenVerifier !== verifier) return;
    const requirement = config && requirementOf(config);
    if (requirement !== undefined) verifier.checkRequirement(requirement);
  });

  // With a callback and not `async`, since for a token that is known there is nothing to wait for.
  instance.addHook('onRequest', function authenticateRequest(request, reply, done) {
    if (this.tokenVerifier !== verifier || request.is404) return done();
    const { config } = request.routeOptions;
    if (config.public === true) return done();

    const decision = decide(verifier, request, requirementOf(config));
    if (!(decision instanceof Promise)) return follow(decision, request, reply, done);
    decision.then((settled) => follow(settled, request, reply, done), done);
  });
};

/** Goes on with the token, or answers. */
function follow(
  decision: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
  done: () => void,
): void {
  if (decision.ok) {
    // To the plugin a scope is any text; the app's resource is known where the app is compiled.
    const admitted: { token: VerifiedToken } = request;
    admitted.token = decision.token;
    return done();
  }
  const { error, response } = decision;
  request.log.debug({ err: error }, 'The request was refused.');
  // Bytes, since Fastify adds a charset to the content type of JSON text.
  reply.code(response.status).headers(response.headers).send(Buffer.from(response.body));
}

/** Per route configuration, so that a route's requirement is one object that the verifier knows again. */
const requirements = new WeakMap<RouteConfig, { readonly requirement: Requirement | undefined }>();

function requirementOf(config: RouteConfig): Requirement | undefined {
  let known = requirements.get(config);
  if (known === undefined) {
    known = { requirement: readRequirement(config) };
    requirements.set(config, known);
  }
  return known.requirement;
}

function readRequirement({ scopes, anyScope, public: isPublic }: RouteConfig): Requirement | undefined {
  if (scopes === undefined && anyScope === undefined) return undefined;
  if (isPublic === true) throw new TypeError('public: a public route cannot need scopes.');
  return { ...(scopes && { scopes }), ...(anyScope && { anyScope }) };
}

/**
 * Lets a request through only with a valid access token that carries what the route's `config` says. Handlers find
 * the token in `request.token`; every other request is answered with the status, challenge and body of RFC 6750
 * and RFC 9457, before its body is read.
 *
 * Holds for all routes of the context it is registered in and of the contexts within, except `public` ones. A
 * context within may register it again, with a verifier of its own. A path without a route stays a 404.
 *
 * @throws TypeError that stops the start, when a route needs an empty list, an unknown scope, or scopes while public.
 */
export const token = fastifyPlugin(plugin, { fastify: '5.x', name: '@acme/token-fastify' });
