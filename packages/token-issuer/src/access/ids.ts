import { createHash, randomInt } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** The length of Logto's ids, but for those of users and organizations. */
const LENGTH = 21;

/** The id of a thing that the access model names without one: the same at every start. */
export function deriveId(...names: readonly string[]): string {
  const digest = createHash('sha512').update(JSON.stringify(names)).digest();
  return Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** A new id, as Logto makes them. @param length - 12 for users and organizations. */
export function createId(length = LENGTH): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
