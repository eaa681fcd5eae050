import type { VerifiedToken } from '@acme/token-core';
import {
  type ArgumentsHost,
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { admittedToken, type AnyToken } from './token.admission.js';
import { demandOf } from './token.handler.js';
import { requestOf } from './token.request.js';

/** A place in a verified token: one of its members, or a claim or header member behind a dot. */
export type TokenPath = keyof VerifiedToken | `claims.${string}` | `header.${string}`;

type Pipe = Type<PipeTransform> | PipeTransform;

/**
 * Gives the handler the `VerifiedToken` that `TokenGuard` has found, or what stands at a place in it; pipes go on from there.
 * `undefined` where the token is optional and none came, or where the token has nothing at that place.
 *
 * @throws Error when the guard did not run for this handler, or it is public.
 * @example
 * ```ts
 * me(@Token() token: VerifiedToken, @Token('claims.tenant', ParseIntPipe) tenant: number) {}
 * ```
 */
export const Token: {
  (...pipes: Pipe[]): ParameterDecorator;
  (path: TokenPath, ...pipes: Pipe[]): ParameterDecorator;
} = createParamDecorator((path: string | undefined, context: ExecutionContext): unknown => {
  const { access } = demandOf(context.getClass(), context.getHandler());
  const token = access === 'public' ? undefined : tokenOf(context);
  if (token === undefined && access !== 'optional') {
    throw new Error('@Token(): no token here: the handler is public, or no TokenGuard in place.');
  }
  return path === undefined || token === undefined ? token : memberAt(token, path);
});

/**
 * The verified token of a request that was let in, for guards, interceptors and filters that come after `TokenGuard`.
 * `undefined` where none was found: nothing came, or nobody has asked yet.
 *
 * @param from - A context of Nest, or a request of Express or Fastify.
 * @example
 * ```ts
 * intercept(context: ExecutionContext, next: CallHandler) {
 *   this.audit.note(tokenOf(context)?.subject);
 *   return next.handle();
 * }
 * ```
 */
export function tokenOf(from: ArgumentsHost | object): VerifiedToken | undefined {
  const key = isContext(from) ? requestOf(from)?.key : from;
  const token: AnyToken | undefined = key && admittedToken(key);
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- it is where an app has registered a resource
  return token as VerifiedToken | undefined;
}

function isContext(from: object): from is ArgumentsHost {
  const { getType, getArgByIndex } = from as Partial<ArgumentsHost>;
  return typeof getType === 'function' && typeof getArgByIndex === 'function';
}

/** Own members only. The name of a claim may hold dots itself, as those that are addresses do. */
function memberAt(token: AnyToken, path: string): unknown {
  const [first = '', ...rest] = path.split('.');
  // The members of a token are getters of its class.
  const member: unknown = token[first as keyof AnyToken];
  return rest.length === 0 ? member : memberIn(member, rest.join('.'));
}

function memberIn(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  const name = path.slice(0, dot);
  if (dot < 0 || !Object.hasOwn(value, name)) return undefined;
  return memberIn((value as Record<string, unknown>)[name], path.slice(dot + 1));
}
