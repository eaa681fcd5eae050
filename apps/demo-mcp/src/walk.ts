import { Client, type OAuthTokens, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Person } from './sign-in.js';

/** What the client keeps between its requests. */
class Agent {
  readonly clientMetadata: { readonly client_name: string; readonly redirect_uris: string[] };
  answered = new URLSearchParams();
  readonly #person = new Person('ann');
  readonly #redirectUrl: string;
  #tokens: OAuthTokens | undefined;
  #verifier = '';
  #discovered: unknown;

  constructor(
    redirectUrl: string,
    readonly tell: (line: string) => void,
  ) {
    this.#redirectUrl = redirectUrl;
    this.clientMetadata = { client_name: 'agent', redirect_uris: [redirectUrl] };
  }

  get redirectUrl(): string {
    return this.#redirectUrl;
  }

  clientInformation(): { readonly client_id: string } {
    return { client_id: 'agent' };
  }

  tokens(): OAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.tell(`   the token holds: ${tokens.scope ?? 'nothing'}`);
    this.#tokens = tokens;
  }

  async redirectToAuthorization(address: URL): Promise<void> {
    const { searchParams } = address;
    this.tell(`   ann signs in for ${searchParams.get('resource')}, asked for: ${searchParams.get('scope')}`);
    this.answered = (await this.#person.signIn(address)).searchParams;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(state: unknown): void {
    this.#discovered = state;
  }

  discoveryState(): never {
    return this.#discovered as never;
  }
}

/** Walks from no token to both tools, as an MCP client does by itself. */
export async function walk(address: string, callback: string, tell: (line: string) => void): Promise<void> {
  const agent = new Agent(callback, tell);
  const transport = (): StreamableHTTPClientTransport =>
    new StreamableHTTPClientTransport(new URL(address), { authProvider: agent });
  const withSignIn = async <T>(work: () => Promise<T>): Promise<T> => {
    agent.answered = new URLSearchParams();
    try {
      return await work();
    } catch (error) {
      if (!agent.answered.has('code')) throw error;
      await transport().finishAuth(agent.answered);
      return work();
    }
  };
  tell('1. connect, without a token');
  const client = await withSignIn(async () => {
    const connecting = new Client({ name: 'agent', version: '1.0.0' });
    await connecting.connect(transport());
    return connecting;
  });
  tell('2. call list-notes');
  tell(`   ${textOf(await client.callTool({ name: 'list-notes' }))}`);
  tell('3. call add-note, which needs notes:write');
  const added = await withSignIn(() =>
    client.callTool({ name: 'add-note', arguments: { text: 'buy milk' } }),
  );
  tell(`   ${textOf(added)}`);
  tell('4. call list-notes again');
  tell(`   ${textOf(await client.callTool({ name: 'list-notes' }))}`);
  await client.close();
}

function textOf(result: { readonly content?: unknown }): string {
  const [first] = result.content as readonly [{ readonly text?: string }];
  return first.text ?? '';
}
