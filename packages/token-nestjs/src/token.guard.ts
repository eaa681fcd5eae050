import type { Authentication, CompiledRequirement, Verifier } from '@acme/token-core';
import { compileFor } from '@acme/token-core/adapter';
import type { Reporter } from '@acme/token-core/explain';
import type { ArgumentsHost, CanActivate, ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { admit } from './token.admission.js';
import type { Demand } from './token.demand.js';
import { TokenException } from './token.exception.js';
import { demandOf } from './token.handler.js';
import { injectInto } from './token.inject.js';
import {
  checkOptions,
  type CheckedOptions,
  MODULE_OPTIONS_TOKEN,
  pickVerifier,
  type TokenModuleOptions,
} from './token.options.js';
import { placeOf, REPORTER } from './token.report.js';
import { prepareReply } from './token.reply.js';
import { type ContextRequest, joinParameters, requestOf } from './token.request.js';

/**
 * Lets a request through only with a valid access token that meets what the decorators demand, or to a
 * handler that is `@Public()`. For every route, as `{ provide: APP_GUARD, useExisting: TokenGuard }`, or for some,
 * by `@UseGuards(TokenGuard)`. Knows HTTP and GraphQL. Messages of gateways and microservices carry no token that it
 * could read: it lets in those that are public and refuses all others.
 *
 * @throws TokenException that stands for the answer: 400, 401, 403 or 503.
 */
export class TokenGuard implements CanActivate {
  readonly #options: CheckedOptions;
  readonly #host: HttpAdapterHost;
  readonly #report: Reporter | undefined;
  readonly #compiled = new WeakMap<Demand, CompiledRequirement>();

  constructor(
    options: TokenModuleOptions,
    host: HttpAdapterHost,
    reporter?: { readonly report: Reporter | undefined },
  ) {
    this.#report = reporter?.report;
    this.#options = checkOptions(options);
    this.#host = host;
  }

  // Not `async`, since for a token that is known there is nothing to wait for.
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const demand = demandOf(context.getClass(), context.getHandler());
    const { access } = demand;
    const found = requestOf(context);
    // Nest turns `false` into the refusal that the context understands: an RpcException, a WsException.
    if (found === undefined) return access === 'public' && hasNoRequest(context);
    if (access === 'public') return true;

    const verifier = pickVerifier(this.#options, demand.verifier);
    const request = joinParameters(found, verifier.tokenHeader);
    const decision = admit(verifier, request, this.#requirementOf(verifier, demand));
    return decision instanceof Promise
      ? decision.then((settled) => this.#follow(settled, context, request, verifier, access))
      : this.#follow(decision, context, request, verifier, access);
  }

  #follow(
    decision: Authentication,
    context: ExecutionContext,
    { request }: ContextRequest,
    verifier: Verifier,
    access: Demand['access'],
  ): boolean {
    if (decision.ok) {
      this.#report?.(decision);
      return true;
    }
    if (access === 'optional' && decision.error.code === 'missing_token') return true;
    this.#report?.(decision, placeOf(context, request, verifier));
    throw this.#refusal(context, decision);
  }

  /** Compiled once for each handler. */
  #requirementOf(verifier: Verifier, demand: Demand): CompiledRequirement | undefined {
    let compiled = this.#compiled.get(demand);
    if (compiled === undefined && demand.requirements.length > 0) {
      compiled = compileFor(verifier, demand.requirements);
      this.#compiled.set(demand, compiled);
    }
    return compiled;
  }

  #refusal(context: ExecutionContext, { error, response }: Authentication & { ok: false }): TokenException {
    const exception = new TokenException(error, response);
    if (context.getType() === 'http') {
      prepareReply(this.#host.httpAdapter, context.getArgByIndex(1), exception);
    }
    return exception;
  }
}

injectInto(TokenGuard, [MODULE_OPTIONS_TOKEN, HttpAdapterHost, REPORTER]);

function hasNoRequest(context: ArgumentsHost): boolean {
  const type = context.getType<string>();
  return type === 'rpc' || type === 'ws';
}
