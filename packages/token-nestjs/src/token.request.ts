import type { RequestLike } from '@acme/token-core';
import type { ArgumentsHost } from '@nestjs/common';

/** The request that a context is about, and the object that stands for it as long as it lasts. */
export interface ContextRequest {
  readonly key: object;
  readonly request: RequestLike;
  /** Whether many calls are made for it at once: the fields of a query. */
  readonly isShared: boolean;
}

/** `undefined` for a context that has no request: microservices, gateways, and what nobody here knows. */
export function requestOf(context: ArgumentsHost): ContextRequest | undefined {
  switch (context.getType<string>()) {
    case 'http': {
      const request = context.getArgByIndex<RequestLike>(0);
      return { key: request, request, isShared: false };
    }
    case 'graphql':
      return requestOfOperation(graphqlContextOf(context.getArgs()));
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

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
    request: join(request, parameters.find(isObject)),
    isShared: true,
  };
}

/**
 * A WebSocket of GraphQL may say the token in its first message, where a browser cannot set a header. Beside a header it
 * has to be the same: which of two is meant would be a guess.
 */
function join(upgrade: Fields | undefined, parameters: Fields | undefined): RequestLike {
  const request = (upgrade ?? { headers: {} }) as unknown as RequestLike;
  const said = authorizationsOf(parameters);
  if (said.length === 0) return request;
  const sent = isObject(upgrade?.['headers']) ? authorizationsOf(upgrade['headers']) : [];
  const values = [...new Set([...sent, ...said])];
  // More than one, or one that is no text, is for the core to refuse: as it does a header that is repeated.
  const [first, ...others] = values.every((value) => typeof value === 'string') ? values : ['', ''];
  const authorization = others.length === 0 ? first : [first ?? '', ...others];
  const { rawHeaders, raw } = request;
  return { headers: { authorization }, rawHeaders, raw };
}

/** What stands under the name in any case, as an own property: the client wrote the names. */
function authorizationsOf(fields: Fields | undefined): unknown[] {
  if (fields === undefined) return [];
  const found = Object.entries(fields)
    .filter(
      ([name, value]) => name.toLowerCase() === 'authorization' && value !== undefined && value !== null,
    )
    .map(([, value]) => value);
  const nested =
    Object.hasOwn(fields, 'headers') && isObject(fields['headers']) ? fields['headers'] : undefined;
  return nested === undefined ? found : [...found, ...authorizationsOf({ ...nested, headers: undefined })];
}

/** Own members, so that a polluted prototype brings no token. */
function own(fields: unknown, name: string): unknown {
  return isObject(fields) && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
