import type { CheckedAccess, CheckedClient, CheckedResource } from '../access/checked.js';
import { PERSONAL_ACCESS_TOKEN, TOKEN_EXCHANGE } from '../provider/token-exchange.js';

interface Endpoints {
  readonly url: string;
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string;
}

/** What the command prints when it serves: the issuer, and a line to paste for every client. */
export function curlLines(issuer: Endpoints, access: CheckedAccess): string {
  const lines = access.clients.flatMap((client) => ['', ...clientLines(issuer, access, client)]);
  const resources = access.resources.map(({ indicator }) => indicator).join(', ');
  return [`issuer     ${issuer.url}`, `resources  ${resources}`, ...lines].join('\n');
}

function clientLines(issuer: Endpoints, access: CheckedAccess, client: CheckedClient): readonly string[] {
  const resource = resourceOf(access, client);
  const lines = [`# ${client.id} (${client.kind})`];
  if (client.kind === 'machine') {
    lines.push(curl(issuer, client, { grant_type: 'client_credentials', ...asked(resource) }));
  }
  if (client.tokenExchange) {
    const token = access.users.flatMap((user) => user.personalAccessTokens)[0]?.token ?? 'pat_…';
    const subject = { subject_token: token, subject_token_type: PERSONAL_ACCESS_TOKEN };
    lines.push(curl(issuer, client, { grant_type: TOKEN_EXCHANGE, ...subject, ...asked(resource) }));
  }
  const [redirectUri] = client.redirectUris;
  if (redirectUri !== undefined) {
    lines.push(
      `# signs people in: authorization code with PKCE at ${issuer.authorizationEndpoint}, back to ${redirectUri}`,
    );
  }
  return lines;
}

/** The first resource that the client has a permission on, or simply the first. */
function resourceOf(access: CheckedAccess, client: CheckedClient): CheckedResource | undefined {
  const roles = access.roles.filter((role) => client.roles.includes(role.name));
  const held = access.resources.find(({ indicator }) => roles.some((role) => role.scopes.has(indicator)));
  return held ?? access.resources[0];
}

function asked(resource: CheckedResource | undefined): Readonly<Record<string, string>> {
  if (resource === undefined) return {};
  const scope = Object.keys(resource.scopes).join(' ');
  return { resource: resource.indicator, ...(scope === '' ? {} : { scope }) };
}

function curl(
  issuer: Endpoints,
  client: CheckedClient,
  parameters: Readonly<Record<string, string>>,
): string {
  const data = Object.entries(parameters).map(
    ([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`,
  );
  const authentication =
    client.secret === undefined
      ? [`--data-urlencode ${quote(`client_id=${client.id}`)}`]
      : [`-u ${quote(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret)}`)}`];
  return ['curl -s', issuer.tokenEndpoint, ...authentication, ...data].join(' ');
}

/** POSIX shell quoting, and none where none is needed. */
function quote(text: string): string {
  return /^[A-Za-z0-9_=:./@%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
