import { type CacheEntry, TokenCache } from './cache.js';
import { type AccessTokenClaims, judgeClaims } from '../token/claims.js';
import { malformed, splitCompactToken } from '../token/compact.js';
import { keepAlive, type VerifyContext } from '../request/context.js';
import { InvalidTokenError } from '../errors.js';
import { judgeHeader, type JudgedHeader } from '../token/header.js';
import { decodeJsonObject, freezeJson } from '../json.js';
import { askCurrent } from '../keys/ask.js';
import { chooseKey, stillChosen } from '../keys/choose.js';
import type { VerificationKey } from '../keys/jwk.js';
import type { KeySet } from '../keys/key-set.js';
import type { KeyRequest } from '../keys/source.js';
import {
  type CompiledRequirement,
  judgeScopes,
  requirementCompiler,
  type Requirements,
} from '../requirement/scopes.js';
import { verifySignature } from '../token/signature/verify.js';
import { judgeTimes, type Validity, validityOf } from '../token/times.js';
import { createVerifiedToken, type VerifiedToken } from '../token/verified-token.js';
import { readVerifierSettings, type VerifierOptions, type VerifierSettings } from './options.js';

/**
 * Decides about access tokens of one issuer for one resource. Safe to share between all requests.
 *
 * @typeParam S - The permission names of the resource.
 */
export interface Verifier<S extends string = string> {
  /** The exact `iss` it accepts. */
  readonly issuer: string;
  /** The exact `aud` it accepts: the resource indicator. */
  readonly resource: string;
  /**
   * Verifies a token and, where a requirement is given, its scopes.
   *
   * @throws InvalidTokenError when the token is not acceptable, InsufficientScopeError when it lacks a scope,
   *   KeysUnavailableError when the keys cannot be had; TypeError when the requirement is a mistake in the program.
   */
  verify(token: string, requirement?: Requirements<S>, context?: VerifyContext): Promise<VerifiedToken<S>>;
  /**
   * Checks a requirement at start, before a request meets it.
   *
   * @throws TypeError that names the mistake: an empty list, a scope that the resource does not define.
   */
  checkRequirement(requirement: Requirements<S>): void;
  /**
   * Has the keys ready: for a start-up or a readiness probe. Fetches only when none are held.
   *
   * @throws KeysUnavailableError
   */
  ready(): Promise<void>;
}

/**
 * Makes a verifier. Does nothing on the network until the first token, or `ready()`.
 *
 * @throws TypeError that names the option that is wrong.
 */
export function createVerifier<S extends string = string>(options: VerifierOptions<S>): Verifier<S> {
  // Inside, a scope is any text: a token may carry what the resource does not define.
  return new TokenVerifier(readVerifierSettings(options)) as Verifier as Verifier<S>;
}

/** A verified token with what has to be asked again at each use. */
interface Verdict extends CacheEntry {
  readonly validity: Validity;
  readonly token: VerifiedToken;
  readonly judged: JudgedHeader;
  readonly key: VerificationKey;
  /** The set that the key was last seen in. */
  set: KeySet;
  /** The requirement that its scopes last met: neither of them can change. */
  met: Requirements | undefined;
}

/** Header texts of accepted tokens that are remembered; an issuer has one per key. */
const MAX_HEADERS = 100;

/** What {@link createVerifier} makes: a verifier that can also say what it knows without waiting. */
export class TokenVerifier implements Verifier {
  readonly issuer: string;
  readonly resource: string;
  readonly #settings: VerifierSettings;
  readonly #compile: (requirement: Requirements | undefined) => CompiledRequirement;
  readonly #verdicts: TokenCache<Verdict> | undefined;
  readonly #headers = new Map<string, JudgedHeader>();

  constructor(settings: VerifierSettings) {
    this.issuer = settings.issuer;
    this.resource = settings.indicator;
    this.#settings = settings;
    this.#compile = requirementCompiler(settings.resource);
    this.#verdicts = settings.maxTokens > 0 ? new TokenCache(settings.maxTokens) : undefined;
  }

  checkRequirement(requirement: Requirements): void {
    this.#compile(requirement);
  }

  async ready(): Promise<void> {
    const { keys, now } = this.#settings;
    await askCurrent(keys, { kid: undefined, now });
  }

  // Not `async`: a known token would pay for a second promise.
  verify(token: string, requirement?: Requirements, context?: VerifyContext): Promise<VerifiedToken> {
    try {
      const verdict = this.find(token);
      const recalled = this.recall(verdict, requirement, context);
      return recalled === undefined
        ? this.#verifyUnknown(token, verdict, requirement, context)
        : Promise.resolve(recalled);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * What is remembered of a token.
   *
   * @param header - What the token was taken from, for `findByHeader`.
   */
  find(token: string, header?: string): Verdict | undefined {
    return typeof token === 'string' ? this.#verdicts?.get(token, header) : undefined;
  }

  /** The same by a header that a known token was taken from before. */
  findByHeader(header: string): Verdict | undefined {
    return this.#verdicts?.getByHeader(header);
  }

  /**
   * A token that was verified before, at once: its signature and claims stand; its key, its time and its scopes are
   * judged again. `undefined` when it is not known, or when its key cannot be judged without waiting.
   */
  recall(
    verdict: Verdict | undefined,
    requirement: Requirements | undefined,
    context: VerifyContext | undefined,
  ): VerifiedToken | undefined {
    if (verdict === undefined) return undefined;
    if (!this.#keyStands(verdict, this.#keyRequest(verdict.judged, context))) return undefined;
    judgeTimes(verdict.validity, this.#settings.now());
    if (requirement !== undefined && requirement !== verdict.met) {
      judgeScopes(verdict.token.scopes, this.#compile(requirement));
      verdict.met = requirement;
    }
    return verdict.token;
  }

  /** What has to be waited for: a token that is not known, or one that is, whose keys have to be fetched first. */
  async #verifyUnknown(
    token: string,
    verdict: Verdict | undefined,
    requirement: Requirements | undefined,
    context: VerifyContext | undefined,
  ): Promise<VerifiedToken> {
    const required = this.#compile(requirement);
    if (verdict !== undefined) {
      const request = this.#keyRequest(verdict.judged, context);
      await askCurrent(this.#settings.keys, request);
      const recalled = this.recall(verdict, requirement, context);
      if (recalled !== undefined) return recalled;
    }
    const { token: verified } = await this.#examine(token, context);
    judgeScopes(verified.scopes, required);
    return verified;
  }

  /** Whether the key that verified a token is what the current set would verify it with. */
  #keyStands(verdict: Verdict, request: KeyRequest): boolean {
    const set = askCurrent(this.#settings.keys, request);
    if (set === verdict.set) return true;
    if (set instanceof Promise) {
      set.catch(ignore);
      return false;
    }
    if (!stillChosen(set, verdict.judged, verdict.key)) return false;
    verdict.set = set;
    return true;
  }

  /** A token that is seen for the first time: shape, header, key, signature, claims, in this order. */
  async #examine(text: string, context: VerifyContext | undefined): Promise<Verdict> {
    const compact = splitCompactToken(text, this.#settings.maxTokenLength);
    const judged = this.#headers.get(compact.header) ?? judgeHeader(compact.header, this.#settings.header);
    const request = this.#keyRequest(judged, context);
    const { key, cryptoKey, set } = await chooseKey(this.#settings.keys, judged, request);
    if (!(await verifySignature(compact, judged.profile, cryptoKey))) {
      throw new InvalidTokenError('signature', {
        hint: 'The signature does not fit the key that the token names: it was altered, or signed by somebody else.',
      });
    }

    const claims = decodeJsonObject(compact.payload);
    if (claims === undefined) throw malformed('The payload is not a JSON object in UTF-8.');
    judgeClaims(claims, this.#settings.claims);
    const validity = validityOf(claims, this.#settings.claims);
    judgeTimes(validity, this.#settings.now());
    const scopes = this.#scopesOf(freezeJson(claims));

    const token = createVerifiedToken(judged.header, claims, scopes);
    const verdict: Verdict = {
      text,
      header: undefined,
      place: 0,
      validity,
      judged,
      set,
      met: undefined,
      token,
      key,
    };
    this.#rememberHeader(compact.header, judged);
    this.#verdicts?.set(verdict);
    return verdict;
  }

  /** Only for tokens that were accepted, so that junk never crowds out an issuer's own headers. */
  #rememberHeader(text: string, judged: JudgedHeader): void {
    if (this.#headers.has(text)) return;
    if (this.#headers.size >= MAX_HEADERS) this.#headers.clear();
    this.#headers.set(text, judged);
  }

  #scopesOf(claims: AccessTokenClaims): Set<string> {
    let scopes: Set<string> | undefined;
    let cause: unknown;
    try {
      scopes = this.#settings.readScopes(claims);
    } catch (error) {
      cause = error;
    }
    if (scopes !== undefined) return scopes;
    throw new InvalidTokenError('claim', {
      hint: 'The scopes of the token have a shape that the option scopeClaim does not accept.',
      cause,
    });
  }

  #keyRequest({ kid }: JudgedHeader, context: VerifyContext | undefined): KeyRequest {
    return { kid, now: this.#settings.now, waitUntil: keepAlive(context) };
  }
}

function ignore(): void {
  // The rejection is dealt with by whoever asks again.
}
