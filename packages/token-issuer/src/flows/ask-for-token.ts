import type { ClientState } from '../access/state.js';
import { firstUsable } from '../access/usable.js';

/** Where the token endpoint is reached on this machine. */
export interface TokenPlace {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Below it: the path of the issuer. */
  readonly path: string;
  /** Milliseconds since the epoch, by the issuer's clock. */
  readonly now: () => number;
}

/** What the token endpoint said. */
export interface TokenAnswer {
  readonly status: number;
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
}

/** Sends a token request as a client of the model (RFC 6749 §2.3.1, §3.2). */
export async function askForToken(
  { origin, path, now }: TokenPlace,
  client: ClientState,
  parameters: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const body = new URLSearchParams(parameters);
  const headers = new Headers();
  const isPublic = client.kind === 'spa' || client.kind === 'native';
  if (isPublic) body.set('client_id', client.id);
  else {
    const secret = firstUsable(client.secrets, now())?.value ?? '';
    headers.set('authorization', `Basic ${btoa(`${encode(client.id)}:${encode(secret)}`)}`);
  }
  const response = await fetch(`${origin}${path}/token`, { method: 'POST', headers, body });
  const answer = (await response.json()) as Readonly<Record<string, string | undefined>>;
  return {
    status: response.status,
    accessToken: answer['access_token'],
    refreshToken: answer['refresh_token'],
    scope: answer['scope'],
    error: answer['error'],
    description: answer['error_description'],
  };
}

/** What is thrown where the issuer refuses what a person's rights do not reach. */
export function refusedBy({ error, description }: Pick<TokenAnswer, 'error' | 'description'>): Error {
  return new Error(
    `tokenFor: the issuer refused: ${error ?? 'no token'}: ${description ?? 'it gave no reason'}`,
  );
}

/** RFC 6749 §2.3.1: as in a form. */
function encode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
