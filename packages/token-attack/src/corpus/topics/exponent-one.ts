import { bytesOf, encode } from '../encoding.js';
import type { Mint } from '../mint.js';

/** RFC 8017 §9.2, note 1: what stands before a SHA-256 hash. */
const DIGEST_INFO = [
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
  0x20,
];
const BYTES = 256;

/** With the exponent 1 a number is its own power: the padded hash is the signature, and nobody needs a private key. */
export async function signByOne(mint: Mint, kid: string): Promise<string> {
  const input = mint.signingInput({ header: { kid } });
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(input)));
  const end = [0, ...DIGEST_INFO, ...hash];
  const padded = [0, 1, ...Array.from({ length: BYTES - 2 - end.length }, () => 0xff), ...end];
  return `${input}.${encode(Uint8Array.from(padded))}`;
}
