import { request } from 'node:http';
import { connect } from 'node:net';
import { hostOf, type ProxyFacts } from './proxy.js';

type State = NonNullable<ProxyFacts['state']>;

/** Connects to the proxy and, where it is open, asks it for a tunnel. Sends no credentials. */
export async function tryProxy(proxy: ProxyFacts, target: string, timeout: number): Promise<ProxyFacts> {
  if (proxy.state !== undefined) return proxy;
  const url = new URL(proxy.address);
  const host = hostOf(url);
  const port = portOf(url);
  const state = await open(host, port, timeout);
  if (state !== 'open' || url.protocol !== 'http:') return { ...proxy, state };
  const aim = new URL(target);
  return { ...proxy, state: stateOf(await tunnel(host, port, `${aim.hostname}:${portOf(aim)}`, timeout)) };
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

function stateOf(status: number): State {
  if (status === 407) return 'wants-credentials';
  if (status === 502 || status === 503 || status === 504) return 'no-way';
  return status >= 400 ? 'forbids' : 'open';
}

function open(host: string, port: number, timeout: number): Promise<State> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (state: State): void => {
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
