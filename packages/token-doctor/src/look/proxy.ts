import { connect } from 'node:net';
import { request } from 'node:http';

/** The proxy that the environment names for an address. */
export interface ProxyFacts {
  readonly variable: string;
  /** Scheme, host and port; no user information. */
  readonly address: string;
  /** Whether `fetch` goes through it: Node.js asks for an option. */
  readonly isUsed: boolean;
  /** What came of connecting to it; `undefined` where nobody tried. */
  readonly state?: 'open' | 'refused' | 'unknown-name' | 'silent' | 'wants-credentials' | 'forbids';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address, by the variables that everybody uses. */
export function proxyFor(address: string, environment: Environment): ProxyFacts | undefined {
  const { protocol, hostname, port } = new URL(address);
  if (isExcepted(hostname, port, environment)) return undefined;
  const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  for (const variable of names) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    const url = /^[a-z]+:\/\//i.test(value) ? value : `http://${value}`;
    if (!URL.canParse(url)) continue;
    const { protocol: scheme, host } = new URL(url);
    return { variable, address: `${scheme}//${host}`, isUsed: isUsedByFetch(environment) };
  }
  return undefined;
}

/** Node.js takes these variables only when told to. */
function isUsedByFetch(environment: Environment): boolean {
  if (!process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) return false;
  const options = `${environment['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`;
  return environment['NODE_USE_ENV_PROXY'] === '1' || options.includes('--use-env-proxy');
}

function isExcepted(hostname: string, port: string, environment: Environment): boolean {
  const list = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [name = '', only] = entry
      .toLowerCase()
      .replace(/^\*?\./, '')
      .split(':');
    return (only === undefined || only === port) && (hostname === name || hostname.endsWith(`.${name}`));
  });
}

/** Connects to the proxy and, where it is open, asks it for a tunnel. Sends no credentials. */
export async function tryProxy(proxy: ProxyFacts, target: string, timeout: number): Promise<ProxyFacts> {
  const { hostname, port, protocol } = new URL(proxy.address);
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  const state = await open(hostname, number, timeout);
  if (state !== 'open' || protocol !== 'http:') return { ...proxy, state };
  const { host, protocol: scheme } = new URL(target);
  const status = await tunnel(
    hostname,
    number,
    host.includes(':') ? host : `${host}:${scheme === 'https:' ? 443 : 80}`,
    timeout,
  );
  return { ...proxy, state: status === 407 ? 'wants-credentials' : status >= 400 ? 'forbids' : 'open' };
}

function open(host: string, port: number, timeout: number): Promise<NonNullable<ProxyFacts['state']>> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (state: NonNullable<ProxyFacts['state']>): void => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(timeout, () => end('silent'));
    socket.once('connect', () => end('open'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ECONNREFUSED' ? 'refused' : code === 'ENOTFOUND' ? 'unknown-name' : 'silent'),
    );
  });
}

function tunnel(host: string, port: number, path: string, timeout: number): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ host, port, method: 'CONNECT', path, timeout });
    const end = (status: number): void => {
      asked.destroy();
      resolve(status);
    };
    asked.once('connect', ({ statusCode = 0 }) => end(statusCode));
    asked.once('response', ({ statusCode = 0 }) => end(statusCode));
    asked.once('timeout', () => end(0));
    asked.once('error', () => end(0));
    asked.end();
  });
}
