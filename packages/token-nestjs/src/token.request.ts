import type { RequestLike } from '@acme/token-core';
import type { ArgumentsHost } from '@nestjs/common';

/** The request that a context is about, and the object that stands for it as long as it lasts. */
export interface ContextRequest {
  readonly key: object;
  readonly request: RequestLike;
  /** Whether many calls are made for it at once: the fields of a query. */
  readonly isShared: boolean;
  /** What the first message of a WebSocket said. */
  readonly parameters: Fields | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** `undefined` for a context that has no request: microservices, gateways, and what nobody here knows. */
export function requestOf(context: ArgumentsHost): ContextRequest | undefined {
  const type = context.getType<string>();
  if (type === 'graphql') return requestOfOperation(graphqlContextOf(context.getArgs()));
  if (type !== 'http') return undefined;
  const request = context.getArgByIndex<RequestLike>(0);
  return { key: request, request, isShared: false, parameters: undefined };
}

/** GraphQL calls a resolver with root, arguments, context and info, and that of a reference without arguments. */
function graphqlContextOf(args: readonly unknown[]): Fields {
  const context = args.length === 3 ? args[1] : args[2];
  return isObject(context) ? context : {};
}

function requestOfOperation(context: Fields): ContextRequest {
  const given = isObject(context['req']) ? context['req'] : undefined;
  // Mercurius hands a subscription the request of its upgrade, and graphql-ws its own view of the connection.
  const upgrades = [
    own(own(given, 'extra'), 'request'),
    own(context, 'request'),
    own(own(context, 'reply'), 'request'),
  ];
  const upgrade = upgrades.find(isObject);
  const parameters = [
    own(given, 'connectionParams'),
    own(context, 'connectionParams'),
    own(context, '_connectionInit'),
  ];
  const request = isObject(given?.['headers']) ? given : upgrade;
  return {
    key: given ?? upgrade ?? context,
    request: (request ?? { headers: {} }) as unknown as RequestLike,
    isShared: true,
    parameters: parameters.find(isObject),
  };
}

const SHOWN = ['method', 'url', 'params', 'rawHeaders', 'raw'] as const;

/**
 * A WebSocket of GraphQL may say the token in its first message, where a browser cannot set a header. Beside a header it
 * has to be the same: which of two is meant would be a guess.
 *
 * @param field - The one that the verifier reads. Of the upgrade every other field stays: a place in it may be demanded.
 */
export function joinParameters(asked: ContextRequest, field = 'authorization'): ContextRequest {
  const { request, parameters } = asked;
  if (parameters === undefined) return asked;
  const said = valuesOf(parameters, field);
  if (said.length === 0) return asked;
  const sent = fieldsOf(request.headers);
  const [only, ...others] = new Set([...valuesOf(sent, field), ...said]);
  // More than one, or one that is no text, is for the core to refuse: as it does a header that is repeated.
  const value = typeof only === 'string' && others.length === 0 ? only : ['', ''];
  const kept = Object.entries(sent).filter(([name]) => name.toLowerCase() !== field);
  const headers = Object.fromEntries([...kept, [field, value]]);
  const shown = SHOWN.map((name) => [name, shownBy(request, name)] as const);
  return { ...asked, request: { ...Object.fromEntries(shown), headers } as RequestLike };
}

/** What stands under the name in any case, as an own property: the client wrote the names. */
function valuesOf(fields: Fields | undefined, field: string): unknown[] {
  if (fields === undefined) return [];
  const found = Object.entries(fields)
    .filter(([name, value]) => name.toLowerCase() === field && value !== undefined && value !== null)
    .map(([, value]) => value);
  const nested = own(fields, 'headers');
  return isObject(nested) ? [...found, ...valuesOf({ ...nested, headers: undefined }, field)] : found;
}

/** Some drivers show the upgrade as `fetch` does, whose fields are no members. */
function fieldsOf(headers: unknown): Fields {
  if (!isObject(headers)) return {};
  return Symbol.iterator in headers ? Object.fromEntries(headers as unknown as Headers) : headers;
}

/** The request's or its class's, and not what somebody wrote into every object. */
function shownBy(request: object, name: string): unknown {
  return Object.hasOwn(request, name) || !(name in Object.prototype) ? Reflect.get(request, name) : undefined;
}

/** Own members, so that a polluted prototype brings no token. */
function own(fields: unknown, name: string): unknown {
  return isObject(fields) && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
