// A token beside an API key: whichever is sent opens, and a token that is sent is judged.
//
// A key counts only where no Authorization header was sent. With a bad token beside a good key, the request is refused: the
// client means to act for somebody, whom the token does not (any more) let in; a key that opened all the same would undo
// every revocation, and hide the mistake from whoever made it.
import { createHash, timingSafeEqual } from 'node:crypto';

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Who has which key. Only hashes are kept, so that nobody can read a key out of this. */
const PARTNERS: readonly { readonly name: string; readonly hash: Buffer }[] = [
  { name: 'warehouse', hash: hashOf(process.env['WAREHOUSE_KEY'] ?? 'demo-warehouse-key') },
];

/** Whose key it is; `undefined` for no key, several, or one of nobody. */
export function partnerOf(key: unknown): string | undefined {
  if (typeof key !== 'string' || key === '') return undefined;
  const hash = hashOf(key);
  return PARTNERS.find((partner) => timingSafeEqual(partner.hash, hash))?.name;
}
