import { type CallbackServer, listenForCallback } from './callback-server.js';
import type { LoginClient } from './client.js';
import { type Round, type RoundOutcome, ROUNDS } from './round.js';

/** The walks, each with what came of it. */
export type Walked = readonly (readonly [round: Round, outcome: RoundOutcome])[];

/** A person who signs in has this long, in milliseconds. */
const PATIENCE = 300_000;

/**
 * Sends a browser through every walk, one after the other: each answer leads it to the next, and a session at the
 * authorization server spares the person the second sign-in.
 *
 * @param open - Told the address that a browser has to open.
 * @returns the walks that came to an end; fewer where the browser did not come back in time.
 * @throws the error of the system where the port is taken, and what a broken answer throws.
 */
export async function walk(client: LoginClient, redirectUri: URL, open: (url: URL) => void): Promise<Walked> {
  const walked: (readonly [Round, RoundOutcome])[] = [];
  const rounds = [...ROUNDS];
  const startNext = async () => {
    const round = rounds.shift();
    return round && { round, started: await client.start(round) };
  };
  let current = await startNext();
  let server: CallbackServer | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, PATIENCE);
      const next = async (callback: URL): Promise<URL | undefined> => {
        if (current === undefined || callback.searchParams.get('state') !== current.started.state) {
          throw new Error('state');
        }
        const { round, started } = current;
        current = undefined;
        try {
          walked.push([round, await started.finish(callback)]);
          current = await startNext();
        } catch (error) {
          reject(error);
        }
        if (current === undefined) setImmediate(resolve);
        return current?.started.url;
      };
      listenForCallback(redirectUri, next).then((listening) => {
        server = listening;
        if (current !== undefined) open(current.started.url);
      }, reject);
    });
    return walked;
  } finally {
    clearTimeout(timer);
    server?.close();
  }
}
