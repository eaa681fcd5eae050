import { setImmediate } from 'node:timers/promises';
import { ISSUERS, type Publication, PUBLICATIONS, type SignerName } from './cast.js';

/** How an endpoint may be. */
export const HEALTH = ['up', 'down', 'status', 'garbage'] as const;
export type Health = (typeof HEALTH)[number];

interface Answer {
  readonly response: Response;
  readonly isKeySet: boolean;
}

/** The key endpoint of one issuer, in memory, as one client sees it. */
export class Endpoint {
  readonly #issuer: string;
  publication: Publication | undefined = PUBLICATIONS[1];
  health: Health = 'up';

  constructor(issuer: keyof typeof ISSUERS) {
    this.#issuer = ISSUERS[issuer];
  }

  /** A `fetch` of its own for each client, which remembers whose keys that client was last told. */
  client(now: () => number): Client {
    return new Client(
      (url) => this.#answer(url),
      () => this.publication?.signers ?? [],
      now,
    );
  }

  #answer(url: string): Answer {
    const json = (value: unknown) =>
      new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
    switch (this.health) {
      case 'down':
        throw new TypeError('fetch failed');
      case 'status':
        return { response: new Response('', { status: 500 }), isKeySet: false };
      case 'garbage':
        return { response: new Response('<html>'), isKeySet: false };
      case 'up':
    }
    return url.endsWith('/openid-configuration')
      ? { response: json({ issuer: this.#issuer, jwks_uri: `${this.#issuer}/jwks` }), isKeySet: false }
      : { response: json({ keys: this.publication?.jwks ?? [] }), isKeySet: true };
  }
}

/** What one client has fetched of it. */
export class Client {
  readonly #ask: (url: string) => Answer;
  readonly #signers: () => readonly SignerName[];
  readonly #now: () => number;
  /** Whose tokens the last healthy answer lets in. */
  told: readonly SignerName[] = [];
  /** When that was, in milliseconds. */
  toldAt = Number.NEGATIVE_INFINITY;

  constructor(ask: (url: string) => Answer, signers: () => readonly SignerName[], now: () => number) {
    this.#ask = ask;
    this.#signers = signers;
    this.#now = now;
  }

  readonly fetch = async (url: string): Promise<Response> => {
    await setImmediate();
    const { response, isKeySet } = this.#ask(url);
    if (isKeySet) {
      this.told = this.#signers();
      this.toldAt = this.#now();
    }
    return response;
  };
}
