import { about, type CaseDefinition } from '../definition.js';
import type { Mint } from '../mint.js';

const bounded = about('text', 1, 'RFC 8725 §3.10, CWE-770');

/** A good token of exactly so many bytes, where a length modulo 4 allows it; else of one or two fewer. */
async function ofLength(mint: Mint, bytes: number): Promise<string> {
  const { length } = await mint.genuine({ claims: { filler: '' } });
  const letters = Math.floor(((bytes - length) * 3) / 4);
  for (let more = 3; more >= -3; more--) {
    const token = await mint.genuine({ claims: { filler: 'f'.repeat(letters + more) } });
    if (token.length <= bytes) return token;
  }
  throw new Error(`No token of ${bytes} bytes can be made.`);
}

/** Rule 1: length before anything else. */
export const sizes: readonly CaseDefinition[] = [
  bounded('accepted', 'a good token of 4 KiB', (mint) => ofLength(mint, 4096)),
  bounded('accepted', 'a good token of 8 KiB', (mint) => ofLength(mint, 8192)),
  bounded('accepted', 'a good token of 16 KiB', (mint) => ofLength(mint, 16_384)),
  bounded('malformed', 'a good token of more than 16 KiB', (mint) => ofLength(mint, 16_390)),
  bounded('malformed', 'a good token of 64 KiB', (mint) => ofLength(mint, 65_536)),
  bounded('malformed', 'a good token of 9 KiB where 8 KiB are the most', (mint) => ofLength(mint, 9216), {
    options: { maxTokenLength: 8192 },
  }),
  bounded('accepted', 'a good token of 20 KiB where 32 KiB are the most', (mint) => ofLength(mint, 20_480), {
    options: { maxTokenLength: 32_768 },
  }),
  bounded('malformed', 'a megabyte of letters', () => 'A'.repeat(1_000_000)),
  bounded('malformed', 'a megabyte of dots', () => '.'.repeat(1_000_000)),
  bounded('malformed', 'a megabyte of spaces', () => ' '.repeat(1_000_000)),
  bounded('malformed', 'a megabyte of letters between two dots', () => `e30.${'A'.repeat(1_000_000)}.AAAA`),
  bounded('malformed', '8 KiB of letters', () => 'A'.repeat(8000)),
  bounded('malformed', '8 KiB of dots', () => '.'.repeat(8000)),
  bounded('malformed', '8 KiB of segments', () => 'e30.'.repeat(2000)),
];
