import { isLoopbackHost } from '@acme/token-core/adapter';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { authoritiesOf, authorityOf, isHostname } from './host.js';

/** Answers one request. Never throws. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that only this machine can reach, or others too where that was asked for. */
export interface LoopbackServer {
  /** The host and port as they stand in URLs, such as `localhost:3300`. */
  readonly authority: string;
  /** Host and port by which this machine itself reaches it for sure. */
  readonly loopback: string;
  readonly port: number;
  /** Every form of the `Host` header that means this server. */
  readonly authorities: ReadonlySet<string>;
  /** Those of them that cannot mean another machine. */
  readonly ownAuthorities: ReadonlySet<string>;
  /** Takes no more connections and ends those that are open. */
  close(): Promise<void>;
}

/** Whether a host to listen on, or an address, cannot be reached from another machine: in its plain spelling, without brackets. */
export function isLoopbackAddress(address: string): boolean {
  return isHostname(address) && isLoopbackHost(address.includes(':') ? `[${address}]` : address);
}

/** Whether a connection comes from this machine. In a container, a published port's does not. */
export function isFromLoopback({ socket }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  return isLoopbackAddress(address.replace(/^::ffff:/, ''));
}

/**
 * Listens on every address of this machine, for others that know it by a name: containers in development.
 *
 * @param name - The host, or host and port, by which they and this machine reach it.
 */
export async function listenForOthers(
  name: string,
  port: number,
  listener: Listener,
): Promise<LoopbackServer> {
  const server = await listenOnEvery(port, listener);
  const chosen = portOf(server);
  const [, hostname = name, publicPort = chosen] = /^(.*):(\d+)$/.exec(name) ?? [];
  const own = authoritiesOf(['localhost', '127.0.0.1', '[::1]'], chosen);
  return {
    authority: authorityOf(hostname, Number(publicPort)),
    loopback: authorityOf('127.0.0.1', chosen),
    port: chosen,
    authorities: new Set([...authoritiesOf([hostname], Number(publicPort)), ...own]),
    ownAuthorities: new Set(own),
    close: () => close(server),
  };
}

async function listenOnEvery(port: number, listener: Listener): Promise<Server> {
  try {
    return await listen('::', port, listener);
  } catch (error) {
    if (error instanceof PortInUse) throw error;
    // A machine without IPv6.
    return listen('0.0.0.0', port, listener);
  }
}

/**
 * Listens on loopback. `localhost` means both 127.0.0.1 and ::1, because clients differ in which they try.
 *
 * @throws Error that says so plainly when the port is in use.
 */
export async function listenOnLoopback(
  host: string,
  port: number,
  listener: Listener,
): Promise<LoopbackServer> {
  const servers: readonly [Server, ...Server[]] =
    host === 'localhost' ? await listenOnBoth(port, listener) : [await listen(host, port, listener)];
  const chosen = portOf(servers[0]);
  const name = host === '::1' ? '[::1]' : host;
  const names = [name, ...(host === 'localhost' ? ['127.0.0.1', '[::1]'] : [])];
  const authorities = new Set(authoritiesOf(names, chosen));
  return {
    authority: authorityOf(name, chosen),
    loopback: authorityOf(name, chosen),
    port: chosen,
    authorities,
    ownAuthorities: authorities,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

async function listenOnBoth(
  port: number,
  listener: Listener,
  attempts = 5,
): Promise<readonly [Server, ...Server[]]> {
  const first = await listen('127.0.0.1', port, listener);
  try {
    return [first, await listen('::1', portOf(first), listener)];
  } catch (error) {
    if (error instanceof PortInUse) {
      await close(first);
      // A port that the system chose may be taken on the other address: it chooses another.
      if (port === 0 && attempts > 1) return listenOnBoth(port, listener, attempts - 1);
      throw error;
    }
    // A machine without IPv6.
    return [first];
  }
}

/** The port is taken. */
class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

function listen(host: string, port: number, listener: Listener): Promise<Server> {
  // A request that trickles in must not hold a connection for ever.
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, listener);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new PortInUse(`Port ${port} is already in use on ${host}: choose another port.`));
      else if (error.code === 'EACCES')
        reject(new Error(`Port ${port} is not for this user to listen on: choose another port.`));
      else reject(error);
    });
    server.listen({ host, port }, () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
