import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Client, InteractionResults, Provider } from 'oidc-provider';
import { errors } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { UserState } from '../access/state.js';
import { errorPage } from '../pages/error.js';
import type { Page } from '../pages/page.js';
import { signInPage } from '../pages/sign-in.js';
import type { Choice } from '../pages/sign-in.js';
import { consentToEverything } from '../provider/grant.js';
import { isAborted, readForm } from 'local-pages';
import type { Listener } from './loopback.js';

/** What the sign-in pages need. */
export interface SignInParts {
  /** The directory of this moment. */
  readonly directory: () => Directory;
  /** The provider of this moment. */
  readonly provider: () => Provider;
  /** Whether the seeded users can be chosen without a password. */
  readonly chooser: boolean;
  /** Told of everybody who signed in. */
  readonly onSignIn: (signIn: SignedIn) => void;
  readonly onError: (error: unknown) => void;
}

/** Who signed in, where and for what. */
export interface SignedIn {
  readonly userId: string;
  readonly clientId: string;
  /** The authorization request that asked for it. */
  readonly interactionId: string;
  readonly request: IncomingMessage;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What is said of the state of the page. */
interface Shown {
  readonly status: number;
  readonly mistyped: boolean;
}

/** How a posted sign-in ends: with a result for the provider, or with the page once more. */
type Outcome =
  { readonly result: InteractionResults; readonly user?: UserState } | ({ readonly problem: string } & Shown);

/** Answers the pages on which a person acts during an authorization request. */
export function createSignIn(parts: SignInParts): Listener {
  return (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      if (!isAborted(request)) fail(parts, response, error);
    });
  };
}

async function answer(parts: SignInParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const provider = parts.provider();
  const interaction = await provider.interactionDetails(request, response);

  // First-party applications are not asked about, as in Logto.
  if (interaction.prompt.name === 'consent') {
    const grantId = await consentToEverything(provider, interaction);
    await provider.interactionFinished(request, response, { consent: { grantId } });
    return;
  }
  if (request.method === 'POST') {
    await answerPost(parts, provider, interaction, request, response);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(response, errorPage(405, 'invalid_request', 'This page takes GET and POST requests only.'));
    return;
  }
  send(response, await render(parts, provider, interaction, { status: 200, mistyped: false }));
}

async function answerPost(
  parts: SignInParts,
  provider: Provider,
  interaction: Interaction,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request);
  if (form === undefined) {
    send(response, errorPage(400, 'invalid_request', 'The form could not be read.'));
    return;
  }
  const outcome = decide(parts, form);
  if ('result' in outcome) {
    const userId = outcome.result.login?.accountId;
    await provider.interactionFinished(request, response, outcome.result);
    if (userId !== undefined) {
      const clientId = String(interaction.params['client_id']);
      parts.onSignIn({ userId, clientId, interactionId: interaction.uid, request });
    }
    return;
  }
  const username = form.get('username') ?? '';
  send(response, await render(parts, provider, interaction, { ...outcome, username }));
}

function decide({ directory, chooser }: SignInParts, form: URLSearchParams): Outcome {
  if (form.has('cancel')) {
    return { result: { error: 'access_denied', error_description: 'the person cancelled the sign-in' } };
  }
  const chosen = form.get('user');
  const user =
    chooser && chosen !== null
      ? directory().users.get(chosen)
      : directory().userByPassword(form.get('username') ?? '', form.get('password') ?? '');
  if (user === undefined) {
    return { status: 400, problem: 'The username or the password is wrong.', mistyped: true };
  }
  if (user.suspended) return { status: 403, problem: 'This user is suspended.', mistyped: false };
  return { result: { login: { accountId: user.id, amr: chosen === null ? ['pwd'] : ['test'] } } };
}

async function render(
  { directory, chooser }: SignInParts,
  provider: Provider,
  interaction: Interaction,
  shown: Shown & { readonly problem?: string; readonly username?: string },
): Promise<Page> {
  const { client_id: clientId, redirect_uri: redirectUri, login_hint: hint } = interaction.params;
  const client = await provider.Client.find(String(clientId));
  return signInPage(shown.status, {
    application: applicationName(directory(), client, String(clientId)),
    redirectUri: typeof redirectUri === 'string' ? redirectUri : client?.redirectUris?.[0],
    username: shown.username ?? (typeof hint === 'string' ? hint : ''),
    mistyped: shown.mistyped,
    ...(shown.problem === undefined ? {} : { problem: shown.problem }),
    choices: chooser ? [...directory().users.values()].map(choice) : [],
  });
}

/** Of a client that nobody registered, with the host that speaks for it: any name could stand in its document. */
function applicationName(directory: Directory, client: Client | undefined, id: string): string {
  const name = client?.clientName ?? id;
  return client === undefined || directory.clients.has(id) ? name : `${name} (${new URL(id).host})`;
}

function choice({ id, username, name, roles, suspended }: UserState): Choice {
  return { id, username, name, roles: [...roles].map((role) => role.name), suspended };
}

function fail({ onError }: SignInParts, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof errors.SessionNotFound) {
    const description =
      'This sign-in has expired, or it was begun in another browser. Start again from the application.';
    send(response, errorPage(400, 'invalid_request', description));
    return;
  }
  onError(error);
  send(response, errorPage(500, 'server_error', undefined));
}

function send(response: ServerResponse, { status, headers, body }: Page): void {
  response.writeHead(status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
