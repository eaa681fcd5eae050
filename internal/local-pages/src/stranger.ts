import type { IncomingMessage } from 'node:http';

/** Fields of whatever passes requests on: then nobody knows where they come from. */
const PASSED_ON = /^(?:forwarded|via|x-forwarded(?:-.*)?|x-real-ip)$/i;

/** What means this machine. */
export interface OwnMachine {
  /** The `Host` fields that mean this server. Another one is a page elsewhere that has made its name point here (DNS rebinding). */
  readonly authorities: ReadonlySet<string>;
  /** Whether an address that a connection comes from is this machine's. */
  readonly isLoopback: (address: string) => boolean;
}

/** Why a request is not this machine's own; `undefined` where it is. */
export function strangerBecause(
  request: IncomingMessage,
  { authorities, isLoopback }: OwnMachine,
): string | undefined {
  if (!isLoopback(request.socket.remoteAddress ?? '')) return 'It comes from another machine.';
  if (namesOf(request).some((name) => PASSED_ON.test(name))) return 'It came through a proxy.';
  const { host = [], origin } = request.headersDistinct;
  const [authority = '', ...more] = host;
  if (more.length > 0 || !authorities.has(authority.toLowerCase())) return 'Its Host is another one.';
  const isPost = request.method === 'POST';
  if (origin === undefined ? isPost : !isOwnOrigin(origin, authority, request, isPost)) {
    return 'Its Origin is another one.';
  }
  return isFromElsewhere(request) ? 'Another page sent it.' : undefined;
}

function namesOf({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0);
}

function isOwnOrigin(
  origin: readonly string[],
  authority: string,
  request: IncomingMessage,
  isPost: boolean,
): boolean {
  if (origin.length !== 1) return false;
  if (origin[0] === `http://${authority.toLowerCase()}`) return true;
  // Under no-referrer a browser says `null` of our own form too (Fetch §3.2). No page can forge the field that tells it
  // from the form of a sandboxed frame (Fetch Metadata §2.3).
  return isPost && origin[0] === 'null' && request.headers['sec-fetch-site'] === 'same-origin';
}

/** A page elsewhere may lead a person here by a link. It may do nothing else. */
function isFromElsewhere({ headers, method }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return method !== 'GET' || headers['sec-fetch-dest'] !== 'document';
}
