import { after } from '../after.js';
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
import { readScopeList } from '../token/scopes.js';
import { signatureEngine, verifySignature } from '../token/signature/verify.js';
import { judgeTimes, type SurelyValid } from '../token/times.js';
import {
  createVerifiedToken,
  type LockedScopes,
  lockScopes,
  type VerifiedToken,
} from '../token/verified-token.js';
import { organizationOf } from './organization-claim.js';
import { keyRequest } from './key-request.js';
import type { VerifierSettings } from './settings.js';

/** What is found out about a token at its first sight. */
export interface Examined extends SurelyValid {
  readonly chosen: ChosenKey;
  readonly token: VerifiedToken;
}

/** A token of which shape and header are judged, and nothing else yet. */
export interface Sight {
  readonly compact: CompactToken;
  readonly judged: JudgedHeader;
  /** What the key source is asked about it. */
  readonly request: KeyRequest;
}

/** The steps of a first sight. Between them a token may have to wait, and then begins anew. */
export interface FirstSeen {
  /** @throws InvalidTokenError for its shape or its header: before any key is asked for. */
  look(text: string, context: VerifyContext | undefined): Sight;
  /** Key, signature, claims and time, in this order: at once where key and signature can be judged at once. */
  examine(sight: Sight, request: KeyRequest): Examined | Promise<Examined>;
}

/** Headers and sets of scopes of accepted tokens that are remembered: an issuer has one per key, and one per role. */
const MOST_REMEMBERED = 100;

/**
 * Makes what examines a token that is seen for the first time: shape, header, key, signature, claims, time, in this order.
 */
export function firstSeen(settings: VerifierSettings): FirstSeen {
  const headers = new Map<string, JudgedHeader>();
  const scopeSets = new Map<string, LockedScopes>();
  const { issuer, keys, maxTokenLength, now } = settings;
  const engine = signatureEngine(settings.signatureEngine);

  function look(text: string, context: VerifyContext | undefined): Sight {
    const compact = splitCompactToken(text, maxTokenLength);
    const judged = headers.get(compact.header) ?? judgeHeader(compact.header, settings);
    const request = keyRequest(judged, context, now, readUnverified(compact.payload, issuer));
    return { compact, judged, request };
  }

  function examine({ compact, judged }: Sight, request: KeyRequest): Examined | Promise<Examined> {
    const verifies = (key: CryptoKey) => verifySignature(compact, judged.profile, key, engine);
    return after(findVerifyingKey(keys, judged, request, verifies), (chosen) => {
      const claims = decodeJsonObject(compact.payload);
      if (claims === undefined) throw malformed('payload');
      judgeClaims(claims, settings);
      const bounds = judgeTimes(claims, settings, now());

      const token = readToken(judged.header, freezeJson(claims), settings, scopeSets);
      remember(headers, compact.header, () => judged);
      return { ...bounds, chosen, token };
    });
  }

  return { look, examine };
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

/** The frozen token, by what the options say of where things stand in its claims. */
export function readToken(
  header: TokenHeader,
  claims: AccessTokenClaims,
  { scopeClaim, principal: readPrincipal, organizationClaim, organizationAudience }: VerifierSettings,
  scopeSets: Map<string, LockedScopes>,
): VerifiedToken {
  const read = readByOption('scopeClaim', () => scopeClaim(claims));
  if (read === undefined) throw unacceptable('scopeClaim');
  const principal: Principal | undefined = readByOption('principal', () => readPrincipal(claims));
  const organization = readByOption('organizationClaim', () =>
    organizationOf(claims, organizationClaim, organizationAudience),
  );
  // One set for all tokens with the same scopes: what is judged at every request is then near at hand.
  const isText = typeof read === 'string';
  const scopes = remember(scopeSets, isText ? read : JSON.stringify([...read]), () =>
    lockScopes(isText ? (readScopeList(read) as Set<string>) : read),
  );
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
