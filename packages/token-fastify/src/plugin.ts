import { type Authentication, decide } from '@acme/token-core';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { checkContext } from './checks.js';
import { readOptions, type TokenPluginOptions } from './options.js';
import { REGISTRATION, Registration, type TokenContext } from './registration.js';
import { watchRegistration } from './watch.js';

type Done = (error?: Error) => void;

// Asynchronous, so that what it throws stops the start instead of the process.
const plugin: FastifyPluginAsync<TokenPluginOptions> = async (instance: TokenContext, options) => {
  const settings = readOptions(options);
  checkContext(instance, settings);
  const registration = new Registration(settings);
  // A context within a protected one has the decoration already.
  if (instance[REGISTRATION] === undefined) instance.decorateRequest('token', undefined, []);
  instance.decorate('tokenVerifier', settings.verifier);
  instance.decorate(REGISTRATION, registration);
  watchRegistration(instance, registration);

  // With a callback and not `async`, since for a token that is known there is nothing to wait for.
  function authenticateRequest(
    this: TokenContext,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ): void {
    // Hooks hold in the contexts within as well. One that has a registration of its own leaves it to that.
    if (this[REGISTRATION] !== registration) return done();
    const policy = registration.policyFor(request);
    if (policy.isPublic) return done();
    const decision = decide(settings.verifier, request, policy.requirement);
    if (!(decision instanceof Promise)) return follow(decision, request, reply, done);
    decision.then((settled) => follow(settled, request, reply, done), done);
  }
  instance.addHook('onRequest', authenticateRequest);

  // A handler may hand a request over to the not-found handler. On a public route nobody has asked for a token by then.
  if (!settings.isNotFoundPublic) {
    instance.addHook('preHandler', function authenticateNotFound(this: TokenContext, request, reply, done) {
      if (!request.is404 || request.token !== undefined) return done();
      authenticateRequest.call(this, request, reply, done);
    });
  }
};

/** A verified token with any scopes. */
type AnyToken = Extract<Authentication, { ok: true }>['token'];

/** Goes on with the token, or answers. */
function follow(decision: Authentication, request: FastifyRequest, reply: FastifyReply, done: Done): void {
  if (decision.ok) return done(admit(request, decision.token));
  const { error, response } = decision;
  request.log.debug({ err: error }, 'The request was refused.');
  // Bytes, since Fastify adds a charset to the content type of JSON text.
  reply.code(response.status).headers(response.headers).send(Buffer.from(response.body));
}

/** Puts the token where handlers look for it. What goes wrong fails this request, and not the process. */
function admit(request: FastifyRequest, token: AnyToken): Error | undefined {
  // To the plugin a scope is any text; the app's resource is known where the app is compiled.
  const admitted: { token: AnyToken } = request;
  try {
    admitted.token = token;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/**
 * Lets a request through only with a valid access token that meets what the route's `config.token` demands. Handlers
 * find the token in `request.token`; every other request is answered with the status, challenge and body of RFC 6750
 * and RFC 9457, before its body is read.
 *
 * Holds for all routes of the context it is registered in and of the contexts within, except `config: { token: 'public' }`,
 * and for what no route answers. A context within may register it again, with a verifier of its own, which alone decides
 * there.
 *
 * @throws TypeError that stops the start and names the place: a route whose demand is a mistake, or stands where nobody
 *   reads it or asks; another plugin that decorates `request.token`; Connect middleware before this plugin.
 */
export const tokenPlugin = fastifyPlugin(plugin, { fastify: '5.x', name: '@acme/token-fastify' });
