import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CorpusJwk } from './corpus/public-keys.js';

/** An address that tokens name, and that nobody should ask. */
export interface Bait {
  readonly origin: string;
  /** How often it was asked. */
  readonly asked: () => number;
  readonly close: () => void;
}

/**
 * Listens on a free port of this machine, for this machine alone, and gives whoever asks the keys that forged tokens are signed
 * with: an API that fetches them is noticed, and one that trusts them lets the tokens in.
 */
export async function layBait(keys: readonly CorpusJwk[]): Promise<Bait> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
