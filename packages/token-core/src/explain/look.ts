import { leave } from '../after.js';
import type { FactValue, Refusal } from '../errors.js';
import { attempt, decodeJsonObject, isObject, type JsonObject, member, own } from '../json.js';
import { isCanonicalBase64url } from '../token/base64url.js';
import type { Evidence } from './evidence.js';
import { providerOf } from './providers/index.js';
import type { Provider } from './providers/provider.js';

/** A text that parses as a JWT. Its signature says nothing here. */
export interface ParsedToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** What the evidence shows, read once. Texts in it are a stranger's: nothing goes into a sentence but by rule 33. */
export interface Look {
  readonly error: Refusal;
  readonly evidence: Evidence;
  /** The name of the header that is read, as a sentence says it. */
  readonly header: string;
  /** What to send in it. */
  readonly mend: string;
  /** The value of that one header, as it came. */
  readonly authorization: string | undefined;
  /** What follows `Bearer`, blanks around it dropped. */
  readonly credentials: string;
  readonly jwt: ParsedToken | undefined;
  /** What the check found; nothing of a header whose payload is no JSON, since that text is no JWT (rule 33). */
  readonly found: FactValue;
  /** The issuer that is expected, where the verifier has one. */
  readonly issuer: string | undefined;
  /** The resource indicator. */
  readonly indicator: string;
  readonly provider: Provider | undefined;
  /** A header field of the request. */
  readonly field: (name: string) => string | undefined;
}

/** Reasons that are found in the header, before anybody knows whether the payload parses. */
const HEADER_REASONS: ReadonlySet<string> = new Set([
  'type',
  'algorithm',
  'header',
  'unknown_key',
  'signature',
]);

/** No longer text is looked into. */
const LONGEST_TOKEN = 65_536;

/** Reads the evidence. Never throws: evidence is anything. */
export function look(error: Refusal, given: Evidence): Look {
  const evidence = { ...given, keys: given.keys ?? attempt(() => leave(given.verifier?.state?.())) };
  const headers = attempt(() => evidence.request && member(evidence.request, 'headers'));
  const field = (name: string): string | undefined => attempt(() => readField(headers, name));
  const { issuers, resource, tokenHeader } = evidence.verifier ?? {};
  const header = tokenHeader ?? 'Authorization';
  const authorization = field(header.toLowerCase());
  const credentials = evidence.token ?? credentialsOf(authorization ?? '');
  const jwt = attempt(() => parseToken(credentials));
  const issuer = issuers?.[0];
  const iss = jwt && own(jwt.claims, 'iss');
  return {
    error,
    evidence,
    header,
    mend: `Send \`${header}: ${tokenHeader === undefined ? 'Bearer ' : ''}<access token>\`.`,
    authorization,
    credentials,
    jwt,
    found: jwt === undefined && HEADER_REASONS.has(error.reason) ? undefined : error.found,
    issuer,
    indicator: (typeof resource === 'string' ? resource : resource?.indicator) ?? 'the resource',
    provider: providerOf(issuer) ?? providerOf(typeof iss === 'string' ? iss : undefined),
    field,
  };
}

function readField(headers: unknown, name: string): string | undefined {
  if (!isObject(headers)) return undefined;
  const get = member(headers, 'get');
  if (typeof get === 'function') return textOf((get as (name: string) => unknown).call(headers, name));
  for (const [key, value] of Object.entries(headers)) {
    if (key.length === name.length && key.toLowerCase() === name) return textOf(value);
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : leave(value);
  return typeof first === 'string' ? first.slice(0, LONGEST_TOKEN) : undefined;
}

function credentialsOf(authorization: string): string {
  return authorization.replace(/^\s*bearer(?:\s+|$)/i, '').trim();
}

/** The text as a JWT, also where it is padded, quoted or named twice on its way. Its end is not looked at. */
function parseToken(text: string): ParsedToken | undefined {
  const [first = '', second = '', third] = text.replace(/^(?:bearer\s+)?["']?/i, '').split('.', 4);
  if (third === undefined || !isCanonicalBase64url(first) || !isCanonicalBase64url(second)) return undefined;
  const header = decodeJsonObject(first);
  const claims = decodeJsonObject(second);
  return header && claims && { header, claims };
}
