import { type RawAnswer, sendRaw } from '@acme/token-testing/wire';
import {
  type CorpusCase,
  type CorpusExpectation,
  headerLines,
  httpExpectation,
} from '@acme/token-attack/corpus';

/** A case in bytes, with the answer that it has to get. */
export interface WireCase {
  readonly title: string;
  readonly token: string;
  readonly bytes: Uint8Array;
  readonly expected: CorpusExpectation;
}

const ROUTES: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, '/me'],
  ['{"scopes":["read:products"]}', '/products'],
  ['{"scopes":["read:products","write:products"]}', '/both'],
  ['{"anyScope":["read:products","write:products"]}', '/either'],
]);

/** The bytes of a case; `undefined` where a host that is configured once, by one key set, cannot be asked about it. */
export function onTheWire(corpusCase: CorpusCase): WireCase | undefined {
  const { title, token, request, options, keysAre, exactTime, requirement } = corpusCase;
  const expected = httpExpectation(corpusCase);
  const route = ROUTES.get(requirement === undefined ? undefined : JSON.stringify(requirement));
  if (expected === undefined || route === undefined) return undefined;
  if (options !== undefined || keysAre === 'other' || exactTime) return undefined;
  const { method = 'GET', path = route } = request ?? {};
  const filled = path.replaceAll('{token}', () => token);
  const lines = [
    `${method} ${filled} HTTP/1.1`,
    'Host: api.example.com',
    'Connection: close',
    ...headerLines(corpusCase),
  ];
  return { title, token, bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), expected };
}

/** What of an answer every host has to give alike. */
export interface HostAnswer {
  readonly status: number;
  readonly challenge: string;
  readonly error: string | undefined;
  readonly reason: string;
  readonly body: string;
  /** Whether a segment of the token came back. */
  readonly isEchoed: boolean;
}

/** Sends a case over a connection of its own. */
export async function send(origin: string, { bytes, token }: WireCase): Promise<HostAnswer> {
  return readAnswer(await sendRaw(origin, bytes), token);
}

function readAnswer({ status, headers, body }: RawAnswer, token: string): HostAnswer {
  const challenge = headers
    .filter(([name]) => name === 'www-authenticate')
    .map(([, value]) => value)
    .join(' | ');
  const isAccepted = status === 200;
  const everything = `${JSON.stringify(headers)}${body}`;
  return {
    status,
    challenge,
    error: /error="([^"]*)"/.exec(challenge)?.[1],
    reason: isAccepted ? 'accepted' : reasonOf(body),
    body: isAccepted ? '' : body,
    isEchoed: token.split('.').some((segment) => segment.length > 20 && everything.includes(segment)),
  };
}

function reasonOf(body: string): string {
  try {
    return String((JSON.parse(body) as { reason?: unknown }).reason);
  } catch {
    return `no problem document: ${body.slice(0, 80)}`;
  }
}
