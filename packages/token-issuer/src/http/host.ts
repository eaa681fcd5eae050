/**
 * Whether a text is a host, with a port or without, as a client would send it: a URL parser writes it so itself. Another
 * spelling, such as `127.1` or `issuer:0080`, would never match a request.
 */
export function isHost(text: string): boolean {
  if (!/^[\w.:[\]-]*[\w\]]$/.test(text) || /\.:|:0$/.test(text) || !URL.canParse(`http://${text}`))
    return false;
  const { host } = new URL(`http://${text}`);
  return text === host || text === `${host}:80`;
}

/** The same for a host without a port; an IPv6 address is without brackets. */
export function isHostname(text: string): boolean {
  const hostname = text.includes(':') ? `[${text}]` : text;
  return isHost(hostname) && new URL(`http://${hostname}`).hostname === hostname;
}

/** A host as it stands in URLs: RFC 9110 §4.2.3 leaves out the port that the scheme has by default. */
export function authorityOf(hostname: string, port: number): string {
  return port === 80 ? hostname : `${hostname}:${port}`;
}

/** Every form of the `Host` header that means one of these hosts at a port: a client may send the default port, or leave it out. */
export function authoritiesOf(hostnames: readonly string[], port: number): readonly string[] {
  return hostnames.flatMap((hostname) => [authorityOf(hostname, port), `${hostname}:${port}`]);
}
