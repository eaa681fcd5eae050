import { createProof } from './proof.js';
import type { Directory } from '../access/directory.js';
import type { ClientSecretState } from '../access/state.js';
import { obstacleOf, usableSecret, usableToken } from '../preview/obstacle.js';
import { namedAtSignIn } from '../preview/target.js';
import type { Wish } from '../preview/wish.js';
import { PERSONAL_ACCESS_TOKEN, TOKEN_EXCHANGE } from '../provider/token-exchange.js';
import { jsonOf, SignInBrowser } from './browser.js';
import type { Seen } from './browser.js';

/** What the real flow came to. */
export type Minted =
  | {
      readonly kind: 'token';
      readonly token: string;
      /** As the token endpoint says it; undefined where it says none. */
      readonly scope: string | undefined;
      /** Seconds. */
      readonly life: number;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: 'refused';
      /** Undefined for the authorization endpoint, which answers by a redirect. */
      readonly status: number | undefined;
      readonly error: string;
      readonly description: string;
      readonly steps: readonly Step[];
    }
  | { readonly kind: 'impossible'; readonly sentence: string };

/** One request of the flow, without anything secret. */
export interface Step {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly status: number;
}

/** Where and as whom tokens are asked for. */
export interface MintParts {
  readonly directory: Directory;
  /** The issuer identifier. */
  readonly issuer: string;
  /** Scheme, host and port by which this machine reaches the issuer for sure. */
  readonly loopback: string;
  /** Whether a click signs in; else the password does. */
  readonly chooser: boolean;
}

/** Asks for a token by the real flow, over HTTP, as a client does. What it comes to is the issuer's own answer. */
export async function mint(parts: MintParts, wish: Wish): Promise<Minted> {
  const sentence = obstacleOf(parts.directory, parts.chooser, wish);
  if (sentence !== undefined) return { kind: 'impossible', sentence };
  const steps: Step[] = [];
  const { flow, resource, organization, scopes } = wish;
  const target = {
    ...(resource === undefined ? {} : { resource }),
    ...(organization === undefined ? {} : { organization_id: organization }),
  };
  const scope = scopes.join(' ');
  if (flow === 'client_credentials') {
    return ask(parts, wish, steps, { grant_type: 'client_credentials', ...target, scope });
  }
  if (flow === 'exchange') {
    const token = wish.user && usableToken(parts.directory, wish.user);
    return ask(parts, wish, steps, {
      grant_type: TOKEN_EXCHANGE,
      subject_token: token?.token ?? '',
      subject_token_type: PERSONAL_ACCESS_TOKEN,
      ...target,
      scope,
    });
  }
  const signedIn = await signIn(parts, wish, steps);
  if ('error' in signedIn) return signedIn;
  const first = await ask(parts, wish, steps, {
    grant_type: 'authorization_code',
    ...signedIn,
    // With a code, organization_id would be ignored: no client sends it.
    ...(resource === undefined ? {} : { resource }),
  });
  if (flow === 'code' || first.kind !== 'token') return first;
  return ask(parts, wish, steps, {
    grant_type: 'refresh_token',
    refresh_token: first.refreshToken ?? '',
    ...target,
  });
}

type Refusal = Extract<Minted, { readonly kind: 'refused' }>;

/** What the token endpoint is told after a sign-in. */
type Code = Readonly<Record<'code' | 'redirect_uri' | 'code_verifier', string>>;

async function signIn(parts: MintParts, wish: Wish, steps: Step[]): Promise<Code | Refusal> {
  const { client, user, scopes } = wish;
  const [redirectUri = ''] = client.redirectUris;
  const { verifier, challenge } = createProof();
  const address = new URL(`${parts.issuer}/auth`);
  const query = new URLSearchParams({
    client_id: client.id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    code_challenge: challenge,
    code_challenge_method: 'S256',
    // A refresh token is given to nobody who is not asked.
    ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  });
  for (const indicator of namedAtSignIn(wish)) query.append('resource', indicator);
  address.search = query.toString();
  const browser = new SignInBrowser(address.origin, parts.loopback);
  const opened = await browser.open(address);
  steps.push({ method: 'GET', path: new URL(parts.issuer).pathname + '/auth', status: opened.status });
  const form = new URLSearchParams(
    parts.chooser
      ? { user: user?.id ?? '' }
      : { username: user?.username ?? '', password: user?.password ?? '' },
  );
  const shown = isSignIn(opened) ? await browser.open(opened.url, form) : opened;
  if (isSignIn(opened)) steps.push({ method: 'POST', path: '/sign-in/…', status: shown.status });
  const code = shown.url.searchParams.get('code');
  if (code === null) return refusal(shown, steps);
  return { code, redirect_uri: redirectUri, code_verifier: verifier };
}

function isSignIn({ url, status }: Seen): boolean {
  return status === 200 && url.pathname.startsWith('/sign-in/');
}

/** The authorization endpoint's own words: in the redirect, or where it cannot redirect, in the body. */
function refusal({ url, status, body }: Seen, steps: readonly Step[]): Refusal {
  const said = body ?? Object.fromEntries(url.searchParams);
  return {
    kind: 'refused',
    status: body === undefined ? undefined : status,
    error: textOf(said['error']) ?? 'server_error',
    description: textOf(said['error_description']) ?? 'The sign-in page did not let the user in.',
    steps,
  };
}

type Asked = Exclude<Minted, { readonly kind: 'impossible' }>;

async function ask(
  { directory, issuer, loopback }: MintParts,
  { client }: Wish,
  steps: Step[],
  parameters: Readonly<Record<string, string>>,
): Promise<Asked & { readonly refreshToken?: string | undefined }> {
  const body = new URLSearchParams(parameters);
  const secret = usableSecret(directory, client);
  if (secret === undefined) body.set('client_id', client.id);
  const path = `${new URL(issuer).pathname}/token`;
  const response = await fetch(`${loopback}${path}`, {
    method: 'POST',
    redirect: 'manual',
    body,
    ...(secret !== undefined && { headers: { authorization: basic(client.id, secret) } }),
  });
  steps.push({ method: 'POST', path, status: response.status });
  const answer = (await jsonOf(response)) ?? {};
  const token = textOf(answer['access_token']);
  if (response.status !== 200 || token === undefined) {
    const error = textOf(answer['error']) ?? 'server_error';
    const description = textOf(answer['error_description']) ?? '';
    return { kind: 'refused', status: response.status, error, description, steps };
  }
  const { expires_in: life } = answer;
  return {
    kind: 'token',
    token,
    scope: textOf(answer['scope']),
    life: typeof life === 'number' ? life : 0,
    refreshToken: textOf(answer['refresh_token']),
    steps,
  };
}

/** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
function basic(id: string, { value }: ClientSecretState): string {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(value)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
