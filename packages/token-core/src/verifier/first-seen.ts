import { type AccessTokenClaims, judgeClaims } from '../token/claims.js';
import { type CompactToken, malformed, splitCompactToken } from '../token/compact.js';
import type { VerifyContext } from '../request/context.js';
import { InvalidTokenError } from '../errors.js';
import { judgeHeader, type JudgedHeader, type TokenHeader } from '../token/header.js';
import { decodeJsonObject, freezeJson } from '../json.js';
import { type ChosenKey, findVerifyingKey } from '../keys/choose.js';
import type { KeyRequest } from '../keys/source.js';
import { readUnverified } from '../keys/unverified.js';
import type { Principal } from '../requirement/requirement.js';
import { signatureEngine, verifySignature } from '../token/signature/verify.js';
import { judgeTimes, type SurelyValid } from '../token/times.js';
import { createVerifiedToken, type VerifiedToken } from '../token/verified-token.js';
import { organizationOf } from './organization-claim.js';
import { keyRequest } from './key-request.js';
import type { VerifierSettings } from './settings.js';

/** What is found out about a token at its first sight. */
export interface Examined extends SurelyValid {
  readonly chosen: ChosenKey;
  readonly token: VerifiedToken;
}

/** A token of which shape and header are judged, and nothing else yet. */
interface Sight {
  readonly compact: CompactToken;
  readonly judged: JudgedHeader;
}

/** The steps of a first sight. Between them a token may have to wait, and then begins anew. */
export interface FirstSeen {
  /** @throws InvalidTokenError for its shape or its header: before any key is asked for. */
  look(text: string): Sight;
  /** What the key source is asked about it. */
  ask(sight: Sight, context: VerifyContext | undefined): KeyRequest;
  /** Key, signature, claims and time, in this order. */
  examine(sight: Sight, request: KeyRequest): Promise<Examined>;
}

/** Headers and sets of scopes of accepted tokens that are remembered: an issuer has one per key, and one per role. */
const MOST_REMEMBERED = 100;

/**
 * Makes what examines a token that is seen for the first time: shape, header, key, signature, claims, time, in this order.
 */
export function firstSeen(settings: VerifierSettings): FirstSeen {
  const headers = new Map<string, JudgedHeader>();
  const scopeSets = new Map<string, ReadonlySet<string>>();
  const { maxTokenLength, keys, now } = settings;
  const engine = signatureEngine(settings.signatureEngine);
  const issuers = [settings.issuer];

  function look(text: string): Sight {
    const compact = splitCompactToken(text, maxTokenLength);
    const judged = headers.get(compact.header) ?? judgeHeader(compact.header, settings);
    return { compact, judged };
  }

  function ask({ compact, judged }: Sight, context: VerifyContext | undefined): KeyRequest {
    return { ...keyRequest(judged, context, now), unverified: readUnverified(compact.payload, issuers) };
  }

  async function examine({ compact, judged }: Sight, request: KeyRequest): Promise<Examined> {
    const chosen = await findVerifyingKey(keys, judged, request, (key) =>
      verifySignature(compact, judged.profile, key, engine),
    );

    const claims = decodeJsonObject(compact.payload);
    if (claims === undefined) throw malformed('payload');
    judgeClaims(claims, settings);
    const bounds = judgeTimes(claims, settings, now());

    const token = readToken(judged.header, freezeJson(claims), settings, scopeSets);
    remember(headers, compact.header, () => judged);
    return { ...bounds, chosen, token };
  }

  return { look, ask, examine };
}

/** Only of tokens that were accepted, so that junk never crowds out an issuer's own. */
function remember<T>(memory: Map<string, T>, text: string, make: () => T): T {
  const known = memory.get(text);
  if (known !== undefined) return known;
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  const value = make();
  memory.set(text, value);
  return value;
}

/** The same names as V8 keeps names of properties: a look-up of such a one compares no characters. */
function asNames(scopes: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(Array.from(scopes, (scope) => Object.keys({ [scope]: true })[0] ?? scope));
}

/** The frozen token, by what the options say of where things stand in its claims. */
export function readToken(
  header: TokenHeader,
  claims: AccessTokenClaims,
  { scopeClaim, principal: readPrincipal, organizationClaim, organizationAudience }: VerifierSettings,
  scopeSets: Map<string, ReadonlySet<string>>,
): VerifiedToken {
  const read = readByOption('scopeClaim', () => scopeClaim(claims));
  if (read === undefined) throw unacceptable('scopeClaim');
  const principal: Principal | undefined = readByOption('principal', () => readPrincipal(claims));
  const organization = readByOption('organizationClaim', () =>
    organizationOf(claims, organizationClaim, organizationAudience),
  );
  // One set for all tokens with the same scopes: what is judged at every request is then near at hand.
  const scopes = remember(scopeSets, JSON.stringify([...read]), () => asNames(read));
  return createVerifiedToken(header, claims, { scopes, principal, organization });
}

/** A function of the app that fails over the claims of a token refuses that token. */
function readByOption<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unacceptable(option, error);
  }
}

function unacceptable(check: string, cause?: unknown): InvalidTokenError {
  return new InvalidTokenError('claim', { check, cause });
}
