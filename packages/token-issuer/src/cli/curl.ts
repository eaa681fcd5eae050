import { isLoopbackHost } from '@acme/token-core/adapter';

import type { CheckedAccess, CheckedClient, CheckedResource } from '../access/checked.js';
import { PERSONAL_ACCESS_TOKEN, TOKEN_EXCHANGE } from '../provider/token-exchange.js';
import { createProof } from '../flows/proof.js';
import { shellWord } from './shell.js';

interface Endpoints {
  readonly url: string;
  readonly port: number;
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string;
}

type Parameters = Readonly<Record<string, string>>;

/** What of the lines is a secret, and what stands in its place where it must not be printed. */
interface Secrets {
  readonly arePrinted: boolean;
}

/** Told once, above the lines. */
const NOT_PRINTED =
  'Secrets of your own file are not printed. Set CLIENT_SECRET and PERSONAL_ACCESS_TOKEN before you paste a line.';

/**
 * What the command prints when it serves: the issuer, and lines to paste for every client.
 *
 * @param secrets - Only those of the demo's model are printed. What is printed at a start ends in logs.
 */
export function curlLines(issuer: Endpoints, access: CheckedAccess, secrets: Secrets): string {
  const lines = access.clients.flatMap((client) => ['', ...clientLines(issuer, access, client, secrets)]);
  const resources = access.resources.map(({ indicator }) => indicator).join(', ');
  const hasSecrets = access.clients.some((client) => client.secrets.length > 0 || client.tokenExchange);
  return [
    `issuer     ${issuer.url}`,
    `console    ${consoleOf(issuer)}`,
    `resources  ${resources}`,
    ...(hasSecrets && !secrets.arePrinted ? ['', NOT_PRINTED] : []),
    ...lines,
  ].join('\n');
}

/** By a name of this machine: under another one the console does not answer. */
function consoleOf({ url, port }: Endpoints): string {
  const { origin, hostname } = new URL(url);
  return isLoopbackHost(hostname) ? `${origin}/` : `http://localhost:${port}/`;
}

function clientLines(
  issuer: Endpoints,
  access: CheckedAccess,
  client: CheckedClient,
  secrets: Secrets,
): readonly string[] {
  const resource = resourceOf(access, client);
  const lines = [`# ${client.id} (${client.kind})`];
  if (client.kind === 'machine') {
    lines.push(curl(issuer, client, secrets, { grant_type: 'client_credentials', ...asked(resource) }));
  }
  if (client.tokenExchange) {
    const token = access.users.flatMap((user) => user.personalAccessTokens)[0]?.token;
    const parameters = {
      grant_type: TOKEN_EXCHANGE,
      ...(secrets.arePrinted && token !== undefined ? { subject_token: token } : {}),
      subject_token_type: PERSONAL_ACCESS_TOKEN,
      ...asked(resource),
    };
    const variable =
      'subject_token' in parameters ? [] : [variableField('subject_token', 'PERSONAL_ACCESS_TOKEN')];
    lines.push([curl(issuer, client, secrets, parameters), ...variable].join(' '));
  }
  const [redirectUri] = client.redirectUris;
  if (redirectUri !== undefined) lines.push(...signInLines(issuer, client, secrets, redirectUri, resource));
  return lines;
}

/** A person has to act in between: an address to open, and the line for the code that comes back. */
function signInLines(
  issuer: Endpoints,
  client: CheckedClient,
  secrets: Secrets,
  redirectUri: string,
  resource: CheckedResource,
): readonly string[] {
  const { verifier, challenge } = createProof();
  const { scope = '' } = asked(resource);
  const request = new URLSearchParams({
    client_id: client.id,
    response_type: 'code',
    redirect_uri: redirectUri,
    resource: resource.indicator,
    scope: `openid offline_access ${scope}`.trim(),
    prompt: 'consent',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const exchange = {
    grant_type: 'authorization_code',
    code: 'CODE',
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource: resource.indicator,
  };
  return [
    '# open this, sign in, and put the code of the address you end at in the place of CODE:',
    `${issuer.authorizationEndpoint}?${request}`,
    curl(issuer, client, secrets, exchange),
  ];
}

/** The first resource that the client has a permission on, or simply the first. */
function resourceOf(access: CheckedAccess, client: CheckedClient): CheckedResource {
  const roles = access.roles.filter((role) => client.roles.includes(role.name));
  const held = access.resources.find(({ indicator }) => roles.some((role) => role.scopes.has(indicator)));
  // A checked model has a resource.
  return held ?? (access.resources[0] as CheckedResource);
}

function asked(resource: CheckedResource): Parameters {
  const scope = resource.scopes.map(({ name }) => name).join(' ');
  return { resource: resource.indicator, ...(scope === '' ? {} : { scope }) };
}

function curl(issuer: Endpoints, client: CheckedClient, secrets: Secrets, parameters: Parameters): string {
  const fields = Object.entries(parameters).map(([name, value]) => field(name, value));
  return ['curl -s', issuer.tokenEndpoint, ...authentication(client, secrets), ...fields].join(' ');
}

function authentication({ id, secrets: [secret] }: CheckedClient, secrets: Secrets): readonly string[] {
  if (secret === undefined) return [field('client_id', id)];
  // In the body, so that curl encodes it whatever is in the variable.
  if (!secrets.arePrinted) return [field('client_id', id), variableField('client_secret', 'CLIENT_SECRET')];
  // RFC 6749 §2.3.1: both are form-encoded before they are joined.
  return [`-u ${shellWord(`${encodeURIComponent(id)}:${encodeURIComponent(secret.value)}`)}`];
}

function field(name: string, value: string): string {
  return `--data-urlencode ${shellWord(`${name}=${value}`)}`;
}

function variableField(name: string, variable: string): string {
  return `--data-urlencode "${name}=$${variable}"`;
}
