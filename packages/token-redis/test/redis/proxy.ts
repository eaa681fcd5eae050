import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a Redis and makes it slow, or silent. */
export interface Proxy {
  readonly url: string;
  /** Every answer comes so many milliseconds late from now on. */
  delay(milliseconds: number): void;
  /** Connections stay, and nothing comes through. */
  silence(isSilent: boolean): void;
  /** Where new connections lead from now on. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

export async function startProxy(first: number): Promise<Proxy> {
  let port = first;
  let delay = 0;
  let isSilent = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = createConnection(port, '127.0.0.1');
    for (const side of [socket, upstream]) {
      sockets.add(side);
      side.on('error', () => undefined);
      side.on('close', () => {
        sockets.delete(side);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.on('data', (bytes) => {
      if (!isSilent) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isSilent) return;
      if (delay === 0) socket.write(bytes);
      else setTimeout(() => socket.write(bytes), delay);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: (milliseconds) => {
      delay = milliseconds;
    },
    silence: (silent) => {
      isSilent = silent;
    },
    leadTo: (next) => {
      port = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
