import { quoted } from '../words.js';

/**
 * How two names of one thing differ, in words; `undefined` where they differ altogether.
 *
 * @example
 * differenceOf('https://api.example.com/', 'https://api.example.com'); // that one has a trailing slash
 */
export function differenceOf(found: string, expected: string): string | undefined {
  if (found === `${expected}/` || `${found}/` === expected) return 'by a trailing slash';
  if (found !== expected && found.toLowerCase() === expected.toLowerCase())
    return 'in capital letters alone (case counts)';
  if (found.trim() === expected) return 'by white space around it';
  if (!URL.canParse(found) || !URL.canParse(expected)) return undefined;
  const [one, other] = [new URL(found), new URL(expected)];
  if (one.hostname !== other.hostname) return undefined;
  if (one.protocol !== other.protocol)
    return `in the scheme: ${one.protocol} where ${other.protocol} is expected`;
  if (one.port !== other.port)
    return `in the port: ${one.port || 'none'} where ${other.port || 'none'} is expected`;
  if (one.pathname !== other.pathname)
    return `in the path: ${quoted(one.pathname)} where ${quoted(other.pathname)} is expected`;
  return undefined;
}
