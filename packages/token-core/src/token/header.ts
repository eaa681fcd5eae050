import { ALGORITHMS, type AlgorithmProfile } from './algorithms.js';
import { malformed } from './compact.js';
import { InvalidTokenError } from '../errors.js';
import { decodeJsonObject, freezeJson, type JsonObject, own } from '../json.js';

/** The protected header of an accepted token (RFC 7515 §4), frozen. */
export interface TokenHeader extends JsonObject {
  /** The algorithm of the signature (§4.1.1), one that the option `algorithms` has. */
  readonly alg: string;
  /** The kind of token (§4.1.9), as it is spelled there. */
  readonly typ?: string;
  /** The name of the key (§4.1.4). */
  readonly kid?: string;
}

/** What verification needs of a header. */
export interface JudgedHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly profile: AlgorithmProfile;
  readonly header: TokenHeader;
}

/** What a verifier accepts in a header. */
export interface HeaderPolicy {
  readonly algorithms: ReadonlySet<string>;
  /** Normalised by {@link normaliseType}; the empty string stands for a header without `typ`. */
  readonly tokenTypes: ReadonlySet<string>;
}

/** RFC 7515 §4.1.9: compared without case, and `application/` may be left out. */
export function normaliseType(type: string): string {
  const lower = type.toLowerCase();
  const short = lower.startsWith('application/') ? lower.slice('application/'.length) : lower;
  return short.includes('/') ? lower : short;
}

/** Decodes and judges a header segment. Needs no key, so that junk never causes a fetch. */
export function judgeHeader(segment: string, policy: HeaderPolicy): JudgedHeader {
  const header = decodeJsonObject(segment);
  if (header === undefined) throw malformed('header');

  const alg = own(header, 'alg') as string;
  // Nothing but texts is listed.
  const profile = policy.algorithms.has(alg) ? ALGORITHMS.get(alg) : undefined;
  if (profile === undefined) {
    throw new InvalidTokenError('algorithm', {
      check: 'alg',
      expected: [...policy.algorithms],
      found: alg,
    });
  }

  // RFC 7515 §4.1.11: no extension is understood here, so every `crit` is refused, also a malformed one.
  if (Object.hasOwn(header, 'crit')) throw unacceptable('crit');
  // RFC 7797 §3: an unencoded payload changes what is signed.
  if (Object.hasOwn(header, 'b64') && header['b64'] !== true) throw unacceptable('b64');

  judgeType(header, policy);

  const kid = own(header, 'kid');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) throw unacceptable('kid');
  return { alg, kid, profile, header: freezeJson(header) as TokenHeader };
}

function judgeType(header: JsonObject, policy: HeaderPolicy): void {
  const typ = own(header, 'typ');
  // A `typ` that is present and empty is not the same as none.
  const type = typ === undefined ? '' : typ !== '' && typeof typ === 'string' && normaliseType(typ);
  if (type === false || !policy.tokenTypes.has(type)) {
    throw new InvalidTokenError('type', {
      check: 'typ',
      expected: [...policy.tokenTypes],
      found: typ,
    });
  }
}

function unacceptable(check: string): InvalidTokenError {
  return new InvalidTokenError('header', { check });
}
