import type { CheckedOptions } from '../options.js';
import { listenForOthers, listenOnLoopback } from './loopback.js';
import type { Listener, LoopbackServer } from './loopback.js';

/** A server that listens, and is told later what it answers with. */
export type WaitingServer = LoopbackServer & { readonly answerWith: (listener: Listener) => void };

/** Until the issuer's URL is known, and with it what to answer: RFC 9110 §15.6.4. */
const notReady: Listener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1' }).end();
};

/** The issuer's URL has the port in it, which only a listening server knows: it listens before it can answer. */
export async function listenLater({
  host,
  publicHost,
  port,
}: Pick<CheckedOptions, 'host' | 'publicHost' | 'port'>): Promise<WaitingServer> {
  let current = notReady;
  const listener: Listener = (request, response) => {
    current(request, response);
  };
  const server =
    publicHost === undefined
      ? await listenOnLoopback(host, port, listener)
      : await listenForOthers(publicHost, port, listener);
  return {
    ...server,
    answerWith: (listener) => {
      current = listener;
    },
  };
}
