import * as fc from 'fast-check';
import { encode } from '../../support/tokens.js';

/** One change to the text of a token. */
export type Edit = (token: string) => string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ALPHABET) },
  { weight: 2, arbitrary: fc.constantFrom(...'.=+/ \t\r\n\0,"\\%~', '\u00e9', '\ufeff', '\u212a', '🙂') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
);
const place = fc.nat(4095);
const third = fc.constantFrom(0, 1, 2);

const splice =
  (at: number, length: number, text: string): Edit =>
  (token) => {
    const from = at % (token.length + 1);
    return token.slice(0, from) + text + token.slice(from + length);
  };

const onSegment =
  (index: number, change: (segment: string) => string): Edit =>
  (token) =>
    token
      .split('.')
      .map((segment, position) => (position === index ? change(segment) : segment))
      .join('.');

/** Changes one byte of what a segment decodes to, and encodes it again as it should be. */
const flip = (index: number, at: number, mask: number): Edit =>
  onSegment(index, (segment) => {
    const bytes = Buffer.from(segment, 'base64url');
    if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ mask;
    return encode(bytes);
  });

/** Sets bits that canonical base64url leaves at zero: the same bytes in another spelling. */
const respell = (index: number, by: number): Edit =>
  onSegment(index, (segment) => {
    const last = ALPHABET.indexOf(segment.at(-1) ?? '');
    return segment.slice(0, -1) + (ALPHABET[(last + by) % ALPHABET.length] ?? '');
  });

const ORDER_OF_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** (r, n − s) signs whatever (r, s) signs: the one change that no verifier of ECDSA refuses. */
export const negate: Edit = onSegment(2, (segment) => {
  const bytes = Buffer.from(segment, 'base64url');
  if (bytes.length !== 64) return segment;
  const s = BigInt(`0x${bytes.toString('hex', 32)}`);
  const negated = s < ORDER_OF_P256 ? ORDER_OF_P256 - s : s;
  return encode(
    Buffer.concat([bytes.subarray(0, 32), Buffer.from(negated.toString(16).padStart(64, '0'), 'hex')]),
  );
});

/** Edits of a text; `donors` lend segments. */
export function edits(donors: readonly string[]): fc.Arbitrary<Edit> {
  return fc.oneof(
    fc.tuple(place, fc.nat(2), character).map(([at, length, text]) => splice(at, length, text)),
    fc.tuple(place, fc.integer({ min: 1, max: 600 })).map(([at, length]) => splice(at, length, '')),
    fc
      .tuple(third, place, fc.integer({ min: 1, max: 255 }))
      .map(([index, at, mask]) => flip(index, at, mask)),
    fc.tuple(third, fc.integer({ min: 1, max: 63 })).map(([index, by]) => respell(index, by)),
    fc
      .tuple(third, third, fc.constantFrom(...donors))
      .map(([index, from, donor]) => onSegment(index, () => donor.split('.')[from] ?? '')),
    fc.tuple(place, place).map(
      ([from, to]): Edit =>
        (token) =>
          token.slice(0, to % (token.length + 1)) + token.slice(from % (token.length + 1)),
    ),
    fc.constantFrom<Edit>(
      negate,
      (token) => token.toLowerCase(),
      (token) => encodeURIComponent(token),
      (token) => token.replaceAll('-', '+').replaceAll('_', '/'),
      (token) => `${token}=`,
      (token) => ` ${token}`,
      (token) => `${token}\n`,
    ),
  );
}
