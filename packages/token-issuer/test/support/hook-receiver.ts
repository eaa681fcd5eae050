import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** A delivery as it came. */
export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A receiver of webhooks on a free port, for the length of one test. */
export interface HookReceiver {
  readonly origin: string;
  /** What has come and was not taken yet. */
  readonly deliveries: Delivery[];
  /** What it answers from now on. */
  status: number;
  /** Takes the next ones, as many, and waits at most two seconds for them. */
  take(count: number): Promise<readonly Delivery[]>;
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const payload = JSON.parse(text) as Record<string, unknown>;
      deliveries.push({ path: request.url ?? '', headers: request.headers, text, payload });
      response.writeHead(receiver.status, { 'content-type': 'text/plain' }).end('ok');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const receiver: HookReceiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    status: 200,
    async take(count) {
      for (let waited = 0; deliveries.length < count && waited < 2000; waited += 5) {
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
      return deliveries.splice(0, count);
    },
  };
  return receiver;
}
