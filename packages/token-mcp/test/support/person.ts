import { Browser } from '../../../token-issuer/test/support/browser.js';
import { CALLBACK } from './server.js';

interface Tokens {
  access_token: string;
  token_type: string;
}

/** What both generations of the client ask an application for; a person signs in at each redirect. */
export class Person {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { client_name: 'agent', redirect_uris: [CALLBACK] };
  readonly clientMetadataUrl?: string;
  /** Every address that the client has sent the person to. */
  readonly asked: URL[] = [];
  /** What the authorization server sent back last. */
  answered = new URLSearchParams();
  readonly #browser = new Browser();
  #client: { client_id: string } | undefined = { client_id: 'agent' };
  #tokens: Tokens | undefined;
  #verifier = '';
  #discovered: unknown;

  /** @param clientMetadataUrl - The document of a client that nobody registered. Default: the registered one is used. */
  constructor(clientMetadataUrl?: string) {
    if (clientMetadataUrl === undefined) return;
    this.clientMetadataUrl = clientMetadataUrl;
    this.#client = undefined;
  }

  clientInformation(): { client_id: string } | undefined {
    return this.#client;
  }

  saveClientInformation(client: { client_id: string }): void {
    this.#client = client;
  }

  tokens(): Tokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: Tokens): void {
    this.#tokens = tokens;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    this.asked.push(url);
    const page = await this.#browser.open(url);
    // The second time the session of the first one is there.
    const done =
      page.url.origin === new URL(CALLBACK).origin ? page : await this.#browser.submit(page, { user: 'ann' });
    this.answered = done.url.searchParams;
  }

  saveDiscoveryState(state: unknown): void {
    this.#discovered = state;
  }

  discoveryState(): never {
    // Each generation has a type of its own for what it has saved itself.
    return this.#discovered as never;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}
