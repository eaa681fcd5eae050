import { randomUUID } from 'node:crypto';

import { describe, fail } from '../access/expectation.js';
import type { ClientState, UserState } from '../access/state.js';
import { SIGN_IN_PATH } from '../provider/interactions.js';
import type { TokenPlace } from './ask-for-token.js';
import { createProof } from './proof.js';

/** Where a person signs in, and whether by a click. */
export interface SignInPlace extends TokenPlace {
  readonly chooser: boolean;
}

/** What the token request of a code needs (RFC 6749 §4.1.3, RFC 7636 §4.5). */
type Code = Readonly<Record<'code' | 'redirect_uri' | 'code_verifier', string>>;

/** What the redirect says in the place of a code (RFC 6749 §4.1.2.1). */
interface NoCode {
  readonly error: string | undefined;
  readonly description: string | undefined;
}

/** More than the longest way of one sign-in. */
const MOST_REDIRECTS = 10;

/**
 * Walks an authorization request as a browser would: to the page, through its form, back to the client's redirect URI,
 * where nobody has to answer.
 */
export async function signInForCode(
  place: SignInPlace,
  user: UserState,
  client: ClientState,
  wanted: { readonly scope: string; readonly resources: readonly string[] },
): Promise<Code | NoCode> {
  const proof = createProof();
  const redirectUri = client.redirectUris[0] ?? '';
  const query = new URLSearchParams({
    scope: wanted.scope,
    client_id: client.id,
    response_type: 'code',
    redirect_uri: redirectUri,
    state: randomUUID(),
    // A refresh token is given to whoever is asked for consent (OpenID Connect Core §11).
    prompt: 'consent',
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
  });
  for (const resource of wanted.resources) query.append('resource', resource);
  const start = `${place.path}/auth?${query.toString()}`;
  const end = await walk(place, start, formFor(place, user), new URL(redirectUri));
  const code = end.searchParams.get('code');
  if (code === null) {
    const { error, error_description: description } = Object.fromEntries(end.searchParams);
    return { error, description };
  }
  return { code, redirect_uri: redirectUri, code_verifier: proof.verifier };
}

function formFor({ chooser }: SignInPlace, { id, username, password }: UserState): URLSearchParams {
  if (password !== undefined) return new URLSearchParams({ username, password });
  if (!chooser) fail('user', 'one with a password, since the chooser is off', describe(username));
  return new URLSearchParams({ user: id });
}

/** Follows redirects to the client's own; the sign-in page is answered with the form. */
async function walk(
  { origin }: SignInPlace,
  start: string,
  form: URLSearchParams,
  redirectUri: URL,
): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start, origin);
  for (let step = 0; step < MOST_REDIRECTS; step += 1) {
    let response = await visit(url, cookies);
    if (response.status === 200 && url.pathname.startsWith(SIGN_IN_PATH)) {
      response = await visit(url, cookies, { method: 'POST', body: form });
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`tokenFor: the sign-in ended with ${response.status}`);
    const next = new URL(location, url);
    if (placeOf(next) === placeOf(redirectUri)) return next;
    // By loopback, whatever name the issuer has for others.
    url = new URL(next.pathname + next.search, origin);
  }
  throw new Error('tokenFor: the sign-in did not come to an end');
}

function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

async function visit(url: URL, cookies: Map<string, string>, init: RequestInit = {}): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    headers: { accept: 'text/html', cookie },
  });
  await response.body?.cancel();
  for (const line of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
    // An empty one is taken away.
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
}
