import { createServer, type Server } from 'node:http';

/** Where the browser comes back to. */
export interface CallbackServer {
  close(): void;
}

/** Answers one visit: where the browser goes next, or `undefined` for the end. */
export type OnCallback = (callback: URL) => Promise<URL | undefined>;

const END = `<!doctype html><html lang="en"><meta charset="utf-8"><title>token-doctor</title>
<p>token-doctor has seen what it needs. You can close this page.</p></html>
`;

/**
 * Listens on loopback for the browser.
 *
 * @throws the error of the system where the port is taken.
 */
export async function listenForCallback(redirectUri: URL, onCallback: OnCallback): Promise<CallbackServer> {
  const server = createServer({ maxHeaderSize: 32_768 }, (request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    if (
      request.method !== 'GET' ||
      url.pathname !== redirectUri.pathname ||
      url.origin !== redirectUri.origin
    ) {
      response.writeHead(404).end();
      return;
    }
    onCallback(url).then(
      (next) => {
        if (next === undefined)
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(END);
        else response.writeHead(303, { location: next.href, 'cache-control': 'no-store' }).end();
      },
      () =>
        response
          .writeHead(400, { 'content-type': 'text/plain' })
          .end('This is no answer that was waited for.\n'),
    );
  });
  await listen(server, redirectUri);
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, { hostname, port }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port) || 80 }, resolve);
  });
}
