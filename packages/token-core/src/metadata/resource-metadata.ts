import { toLine } from '../cause.js';
import { expectName, expectOptions, fail, number } from '../options.js';
import type { Resource } from '../resource.js';
import { answerer } from './answer.js';
import { challengeParameters } from './challenge.js';
import { isPublicAddress, metadataUrl } from './location.js';
import type { PublishedMetadata, ResourceMetadata } from './published.js';

/** What an API says of itself beside what its verifier knows. Each member is one of RFC 9728 §2, in camel case. */
export interface ResourceMetadataOptions {
  /** A name for people: `resource_name`. Default: none. */
  readonly resourceName?: string;
  /** An https address for developers of clients: `resource_documentation`. Default: none. */
  readonly resourceDocumentation?: string;
  /** An https address with the rules for using its data: `resource_policy_uri`. Default: none. */
  readonly resourcePolicyUri?: string;
  /** An https address with the terms of service: `resource_tos_uri`. Default: none. */
  readonly resourceTosUri?: string;
  /**
   * Who issues tokens for it: `authorization_servers`. Default: the issuers of the verifier. Give them where the verifier's
   * issuer is no address, or where clients have to ask elsewhere.
   */
  readonly authorizationServers?: readonly string[];
  /** How long a client may keep the document, in seconds: `cache-control`. Default 3600; 0 to 86400, 0 for not at all. */
  readonly maxAge?: number;
}

const MEMBERS = {
  resourceName: 'resource_name',
  resourceDocumentation: 'resource_documentation',
  resourcePolicyUri: 'resource_policy_uri',
  resourceTosUri: 'resource_tos_uri',
} as const satisfies Partial<Record<keyof ResourceMetadataOptions, string>>;

/**
 * Has an API publish what it is (RFC 9728), so that a client which meets a 401 finds the authorization server and the
 * permissions to ask for. Every challenge then names the document; the adapters serve it.
 *
 * All of it comes from configuration: no header of a request is read.
 *
 * @throws TypeError when an option is wrong; the verifier throws one when the resource is no https URL (http on loopback).
 * @example
 * const verifier = createVerifier({
 *   issuer: 'https://tenant.logto.app/oidc',
 *   resource: products,
 *   metadata: resourceMetadata({ resourceName: 'Products' }),
 * });
 * verifier.metadata?.url; // https://api.example.com/.well-known/oauth-protected-resource
 */
export function resourceMetadata(options: ResourceMetadataOptions = {}): ResourceMetadata {
  const given = expectOptions<ResourceMetadataOptions>('resourceMetadata', options, [
    ...(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]),
    'authorizationServers',
    'maxAge',
  ]);
  const described = describe(given);
  const servers =
    given.authorizationServers === undefined
      ? undefined
      : readServers('authorizationServers', given.authorizationServers);
  const maxAge = number(0, 86_400, 3600, 'seconds', true)(given.maxAge, 'maxAge');
  const source: ResourceMetadata = Object.freeze({
    publish: (resource: Resource, issuers: readonly string[]) =>
      publish(source, resource, servers ?? readServers('issuer', issuers), described, maxAge),
  });
  return source;
}

function publish(
  source: ResourceMetadata,
  resource: Resource,
  servers: readonly string[],
  described: Readonly<Record<string, string>>,
  maxAge: number,
): PublishedMetadata {
  const url = metadataUrl(resource.indicator);
  const scopes = Object.keys(resource.scopes);
  const document = Object.freeze({
    resource: resource.indicator,
    authorization_servers: servers,
    ...(scopes.length > 0 && { scopes_supported: Object.freeze(scopes) }),
    bearer_methods_supported: Object.freeze(['header']),
    ...described,
  });
  return Object.freeze<PublishedMetadata>({
    url,
    document,
    source,
    answer: answerer(url, document, maxAge),
    challenge: (error, demanded) => challengeParameters(url, resource, error, demanded),
  });
}

function describe(given: ResourceMetadataOptions): Readonly<Record<string, string>> {
  const entries = Object.entries(MEMBERS).flatMap(([option, name]) => {
    const value: unknown = given[option as keyof typeof MEMBERS];
    if (value === undefined) return [];
    const expected = option === 'resourceName' ? 'a name for people' : 'an https URL';
    const text = expectName(option, value, expected);
    if (option !== 'resourceName' && !isPublicAddress(text)) fail(option, expected, toLine(text));
    return [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

function readServers(option: string, servers: unknown): readonly string[] {
  const expected =
    option === 'issuer'
      ? 'an https URL, or the option authorizationServers'
      : 'a list of at least one https URL (http on loopback) without query and fragment';
  if (!Array.isArray(servers) || servers.length === 0) fail(option, expected, servers);
  return Object.freeze(
    Array.from(servers as readonly unknown[], (server) => {
      const text = expectName(option, server, expected);
      if (text.includes('?') || !isPublicAddress(text)) fail(option, expected, toLine(text));
      return text;
    }),
  );
}
