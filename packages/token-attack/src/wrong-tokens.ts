import type { CorpusTopic } from './corpus/corpus-case.js';
import type { JudgedRequest } from './judge.js';
import { expectationOf } from './corpus/corpus-case.js';
import { decode } from './corpus/encoding.js';

type Members = Readonly<Record<string, unknown>>;

/** A token of the issuer that the route has to refuse, with what is wrong with it as far as that can be seen. */
export function wrongToken(
  token: string,
  number: number,
  { good, issuer, resource }: { good: string | undefined; issuer: string; resource: string },
): JudgedRequest {
  const right = good === undefined ? { iss: issuer, aud: resource } : membersOf(good, 1);
  const [topic, what, source] = wrongOf(membersOf(token, 0), membersOf(token, 1), right);
  return {
    topic,
    title: `the wrong token ${number} of your own: ${what}`,
    source,
    token,
    expected: expectationOf(topic === 'scope' ? 'scope' : 'signature'),
  };
}

function wrongOf(
  header: Members,
  claims: Members,
  right: Members,
): readonly [topic: CorpusTopic, what: string, source: string] {
  const { exp, iss, aud } = claims;
  if (
    !/^(?:application\/)?at\+jwt$/i.test(String(header['typ'])) ||
    'nonce' in claims ||
    'at_hash' in claims
  ) {
    return ['type', 'an ID token, or one of another kind', 'RFC 9068 §4'];
  }
  if (typeof exp === 'number' && exp * 1000 <= Date.now()) return ['time', 'it has ended', 'RFC 7519 §4.1.4'];
  if (iss !== right['iss']) return ['issuer', 'of another issuer', 'RFC 7519 §4.1.1'];
  const isFor = (wanted: unknown): boolean => (Array.isArray(aud) ? aud.includes(wanted) : aud === wanted);
  const wanted: unknown = right['aud'];
  if (!(Array.isArray(wanted) ? wanted.some(isFor) : isFor(wanted))) {
    return ['audience', 'for another API', 'RFC 7519 §4.1.3'];
  }
  return ['scope', 'its permissions are not those of the route', 'RFC 6750 §3.1'];
}

/** The JSON of one segment, unverified; nothing where there is none. */
export function membersOf(token: string, index: number): Members {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(decode(token.split('.')[index] ?? '')));
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}
