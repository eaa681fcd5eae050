import type { IncomingMessage } from 'node:http';

import { mediaType, readBody } from '../http/body.js';
import { malformed, Problem } from './problem.js';

/** More than any request here needs, in bytes. */
const LONGEST_BODY = 65_536;

/** The members of a JSON body. */
export type Members = Readonly<Record<string, unknown>>;

/** Reads a JSON object; a request without a body has none of its members. @throws Problem */
export async function readMembers(request: IncomingMessage): Promise<Members> {
  const body = await readBody(request, LONGEST_BODY);
  if (body === undefined) throw new Problem(413, `The body is longer than ${LONGEST_BODY} bytes.`);
  if (body.length === 0) return {};
  if (mediaType(request) !== 'application/json') throw new Problem(415, 'The body must be application/json.');
  const value = parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed('body', 'a JSON object');
  return value as Members;
}

/** A member that is a text. @throws Problem */
export function text(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') malformed(name, 'a text');
  return value;
}

/** A member that is a list of texts. @throws Problem */
export function texts(members: Members, name: string): readonly string[] {
  const value = members[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    malformed(name, 'a list of texts');
  }
  return value;
}

/** A member that is true or false. @throws Problem */
export function flag(members: Members, name: string): boolean {
  const value = members[name];
  if (typeof value !== 'boolean') malformed(name, 'true or false');
  return value;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return malformed('body', 'JSON in UTF-8');
  }
}
