import { type Authentication, decide, type VerifiedToken } from '@acme/token-core';
import { createNotes, expectMetadata } from '@acme/token-core/adapter';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { checkContext } from './checks.js';
import { answerMetadata, serveMetadata } from './metadata.js';
import { readOptions, type TokenPluginOptions } from './options.js';
import type { Policy } from './policy.js';
import { REGISTRATION, Registration, type TokenContext } from './registration.js';
import { reporterFor } from './report.js';
import { send } from './send.js';
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
  const report = reporterFor(settings);
  const askedByNotFound = new WeakSet<FastifyRequest>();
  const { verifier } = settings;
  if (verifier.metadata !== undefined) serveMetadata(instance, expectMetadata(verifier));

  function follow(
    settled: Authentication,
    policy: Policy,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ): void {
    if (settled.ok) {
      report(request, settled);
      return done(admit(request, settled.token));
    }
    const isAnonymous = policy.access === 'optional' && settled.error.code === 'missing_token';
    if (isAnonymous) return done();
    report(request, settled);
    send(request, reply, settled.response);
  }

  // By itself, so that only who waits pays for what is kept until then.
  function followLater(
    decision: Promise<Authentication>,
    policy: Policy,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ): void {
    decision.then((settled) => follow(settled, policy, request, reply, done), done);
  }

  // With a callback and not `async`, since for a token that is known there is nothing to wait for.
  function authenticateRequest(
    this: TokenContext,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ): void {
    // Hooks hold in the contexts within as well. One that has a registration of its own leaves it to that.
    if (this[REGISTRATION] !== registration) return done();
    if (answerMetadata(this, request, reply)) return;
    const policy = registration.policyFor(request);
    if (policy.access === 'public') return done();
    if (request.is404) askedByNotFound.add(request);
    const decision = decide(verifier, request, policy.requirement);
    // Told by what can be called: not by its class, and not by what stands on `Object.prototype`.
    const { then } = decision as Partial<Promise<Authentication>>;
    if (typeof then === 'function')
      followLater(decision as Promise<Authentication>, policy, request, reply, done);
    else follow(decision as Authentication, policy, request, reply, done);
  }
  instance.addHook('onRequest', authenticateRequest);

  // A handler may hand a request over to the not-found handler, from a route that demands less, or that another registration guards.
  instance.addHook('preHandler', function authenticateNotFound(this: TokenContext, request, reply, done) {
    if (!request.is404 || askedByNotFound.has(request)) return done();
    authenticateRequest.call(this, request, reply, done);
  });
};

type AnyToken = Extract<Authentication, { readonly ok: true }>['token'];

/** Puts the token where handlers look for it. What goes wrong fails this request, and not the process. */
function admit(request: FastifyRequest, token: AnyToken): Error | undefined {
  tokens.set(request, token);
  // To the plugin a scope is any text; the app's resource is known where the app is compiled.
  const admitted: { token: unknown } = request;
  try {
    admitted.token = token;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const tokens = createNotes<FastifyRequest, unknown>();

/**
 * The verified token of a request that the plugin has let in, for whoever comes later on its way: a hook, an error handler, a
 * handler whose token is optional.
 *
 * @returns `undefined` where nobody has looked at tokens, and for an anonymous request.
 * @example
 * app.addHook('onResponse', async (request) => request.log.info({ sub: tokenOf(request)?.claims.sub }));
 */
export function tokenOf(request: FastifyRequest): VerifiedToken | undefined {
  return tokens.get(request) as VerifiedToken | undefined;
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
