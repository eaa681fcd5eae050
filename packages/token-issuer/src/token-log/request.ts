import type { KoaContextWithOIDC } from 'oidc-provider';

import { noticeOf } from '../provider/notices.js';
import { TOKEN_EXCHANGE } from '../provider/token-exchange.js';

/** A request at the token endpoint, and what came of it: without a secret, a code or a token. */
export interface TokenRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly client: string | undefined;
  readonly grant: string | undefined;
  /** The id of the user, or of the machine. */
  readonly subject: string | undefined;
  readonly resource: string | undefined;
  readonly organization: string | undefined;
  /** What the request, or the authorization that it goes back to, asked for. */
  readonly asked: string | undefined;
  /** What was granted; undefined where nothing was. */
  readonly granted: string | undefined;
  readonly status: number;
  /** The OAuth error, and its description. */
  readonly error: string | undefined;
  readonly isOpaque: boolean;
  /** Why it opens no API, where it does not. */
  readonly notice: string | undefined;
}

/** What comes from a client is cut to this, so that the log is bounded. */
const LONGEST = 200;
const LONGEST_NOTICE = 600;
const GRANTS: Readonly<Record<string, string>> = { [TOKEN_EXCHANGE]: 'token exchange' };
/** What could be put where it does not belong: a personal access token, a JWT, a cookie or a code. */
const SECRET = /pat_[\w~.-]+|eyJ[\w-]+\.[\w.-]*|[\w-]{40,}/g;

/** What the log keeps of a request that was answered. */
export function tokenRequestOf(ctx: KoaContextWithOIDC, at: number): TokenRequest {
  const { params, entities, client } = ctx.oidc ?? {};
  const token = entities?.AccessToken ?? entities?.ClientCredentials;
  const source = entities?.AuthorizationCode ?? entities?.RefreshToken;
  const isGranted = ctx.status === 200;
  const grant = textOf(params?.['grant_type']);
  const named = textOf(params?.['resource']);
  return {
    at,
    client: client?.clientId,
    grant: grant === undefined ? undefined : (GRANTS[grant] ?? grant),
    subject: source?.accountId ?? accountOf(token) ?? (entities?.ClientCredentials && client?.clientId),
    resource: named ?? (isGranted ? token?.resourceServer?.identifier() : undefined),
    organization: textOf(params?.['organization_id']),
    asked: textOf(params?.['scope']) ?? textOf(source?.scope),
    granted: isGranted ? textOf(token?.scope ?? '') : undefined,
    status: ctx.status,
    error: isGranted ? undefined : errorOf(ctx.body),
    isOpaque: isGranted && token !== undefined && token.resourceServer === undefined,
    notice: isGranted ? textOf(noticeOf(ctx), LONGEST_NOTICE) : undefined,
  };
}

function accountOf(token: unknown): string | undefined {
  return typeof token === 'object' && token !== null && 'accountId' in token
    ? textOf(token.accountId)
    : undefined;
}

function errorOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, error_description: description } = body as Readonly<Record<string, unknown>>;
  return textOf([error, description].filter((part) => typeof part === 'string').join(': '));
}

function textOf(value: unknown, longest = LONGEST): string | undefined {
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (typeof text !== 'string') return undefined;
  const shown = text.replaceAll(SECRET, '…');
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
