import type { ClientMetadata } from 'oidc-provider';

import { isLoopbackHost } from '@acme/token-core/adapter';
import { DocumentProblem } from './fetch-document.js';

const LONGEST_NAME = 200;
/** More would be no application's. */
const MOST_ADDRESSES = 100;

type Document = Readonly<Record<string, unknown>>;

/**
 * Checks a client metadata document (draft-ietf-oauth-client-id-metadata-document §4.1) and gives what oidc-provider registers of it:
 * a public client, that signs people in.
 *
 * @throws DocumentProblem that names the member.
 */
export function readMetadata(id: string, value: unknown): ClientMetadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentProblem('is no JSON object');
  const document: Document = Object.assign(Object.create(null) as Document, value);
  // A stranger's document must not speak for another client.
  if (document['client_id'] !== id)
    throw new DocumentProblem('has another client_id than its own address, letter by letter');
  checkAuthentication(document);
  const redirectUris = addresses(document, 'redirect_uris');
  if (redirectUris.length === 0) throw new DocumentProblem('has no redirect_uris');
  const grantTypes = texts(document, 'grant_types') ?? ['authorization_code'];
  if (!grantTypes.includes('authorization_code'))
    throw new DocumentProblem(
      'does not have authorization_code in its grant_types, and nothing else is possible',
    );
  const responseTypes = texts(document, 'response_types') ?? ['code'];
  if (!responseTypes.includes('code')) throw new DocumentProblem('does not have code in its response_types');
  return {
    client_id: id,
    client_name: name(document) ?? id,
    token_endpoint_auth_method: 'none',
    application_type: applicationType(document, redirectUris),
    grant_types: grantTypes.includes('refresh_token')
      ? ['authorization_code', 'refresh_token']
      : ['authorization_code'],
    response_types: ['code'],
    redirect_uris: redirectUris,
    post_logout_redirect_uris: addresses(document, 'post_logout_redirect_uris'),
  };
}

/** §4.1: what everybody can read holds no secret, so it can only be a public client's here. */
function checkAuthentication(document: Document): void {
  for (const member of ['client_secret', 'client_secret_expires_at']) {
    if (member in document)
      throw new DocumentProblem(
        `has ${member}, and everybody can read it: a client with a document has no secret`,
      );
  }
  const method = document['token_endpoint_auth_method'];
  if (method === undefined || method === 'none') return;
  if (typeof method === 'string' && method.startsWith('client_secret_'))
    throw new DocumentProblem(
      'names a token_endpoint_auth_method with a shared secret, which a client with a document cannot have: expected none',
    );
  throw new DocumentProblem('names a token_endpoint_auth_method that is not offered: expected none');
}

function name(document: Document): string | undefined {
  const given = document['client_name'];
  if (given === undefined) return undefined;
  if (
    typeof given !== 'string' ||
    given.trim() === '' ||
    given.length > LONGEST_NAME ||
    /\p{Cc}/u.test(given)
  )
    throw new DocumentProblem(`has a client_name that is no text of 1 to ${LONGEST_NAME} characters`);
  return given;
}

function texts(document: Document, member: string): readonly string[] | undefined {
  const given = document[member];
  if (given === undefined) return undefined;
  if (
    !Array.isArray(given) ||
    given.length > MOST_ADDRESSES ||
    !given.every((item) => typeof item === 'string')
  )
    throw new DocumentProblem(`has ${member} that are no list of at most ${MOST_ADDRESSES} texts`);
  return given;
}

function addresses(document: Document, member: string): string[] {
  const given = texts(document, member) ?? [];
  for (const address of given) {
    if (!URL.canParse(address) || address.includes('#'))
      throw new DocumentProblem(`has ${member} of which one is no URL without a fragment`);
    if (/^(?:javascript|data|vbscript|file|blob|about):/i.test(address))
      throw new DocumentProblem(`has ${member} of which one has a scheme that no application is called by`);
  }
  return [...given];
}

/** RFC 8252 §7: what is called on loopback, or by a scheme of its own, is a native application, whatever its port is. */
function applicationType(document: Document, redirectUris: readonly string[]): 'native' | 'web' {
  const given = document['application_type'];
  if (given === 'native' || given === 'web') return given;
  if (given !== undefined)
    throw new DocumentProblem('has an application_type that is neither native nor web');
  return redirectUris.some(isNative) ? 'native' : 'web';
}

function isNative(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' ? isLoopbackHost(hostname) : protocol !== 'https:';
}
