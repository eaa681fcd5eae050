const SCHEMES: ReadonlySet<string> = new Set(['redis:', 'rediss:']);

/**
 * Checks an address as far as it can be without a server. It may hold a password, so nothing of it is said, and no error of a
 * parser, which shows it, is passed on.
 *
 * @returns what was expected in its place; `undefined` where it is right.
 */
export function missingOfAddress(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url) || !isOfRedis(new URL(url))) {
    return 'an address that begins with redis:// or rediss:// and names a host; in a user name and password the characters / ? # % are written %2F %3F %23 %25';
  }
  const { username, password, pathname, search, hash } = new URL(url);
  if (!isDecodable(username) || !isDecodable(password)) {
    return 'user name and password in percent-encoding: a % of their own is written %25';
  }
  if (search !== '' || hash !== '') {
    return 'nothing behind the database: settings, of TLS too, belong to a client of yours (the option client), and in a password ? and # are written %3F and %23';
  }
  if (!/^\/?\d{0,9}$/.test(pathname)) {
    return 'behind the host at most the number of a database, such as /0; in a password / is written %2F';
  }
  return undefined;
}

function isOfRedis({ protocol, hostname }: URL): boolean {
  return SCHEMES.has(protocol) && hostname !== '';
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
