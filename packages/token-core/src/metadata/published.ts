import type { Refusal } from '../errors.js';
import type { Resource } from '../resource.js';

/** A parameter of a challenge. */
export type ChallengeParameter = readonly [name: string, value: string];

/** The answer to a request for the metadata document, for an adapter to send as it is. Frozen. */
export interface MetadataAnswer {
  /** 200, 204 to OPTIONS, 405 to what only asks for something else. */
  readonly status: 200 | 204 | 405;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty to HEAD, OPTIONS and 405. */
  readonly body: string;
}

/** What an API publishes about itself (RFC 9728), bound to a verifier: `verifier.metadata`. Frozen. */
export interface PublishedMetadata {
  /** Where the document stands (RFC 9728 §3.1), made from the resource indicator alone. */
  readonly url: string;
  /** The document (RFC 9728 §2). No member of it is empty. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What it was made by, to be bound to further issuers. */
  readonly source: ResourceMetadata;
  /**
   * The answer to a request for the document; `undefined` for every other request. No header is looked at.
   *
   * @param method - In upper case, as it came.
   * @param target - The address of the request: a whole URL, or path and query. Its host is not looked at.
   */
  answer(method: string | undefined, target: string | undefined): MetadataAnswer | undefined;
  /**
   * What joins the challenge of a refusal: `resource_metadata`, and the `scope` to ask for.
   *
   * @param demanded - The permissions that the route needs, of each `anyScope` list the first.
   */
  challenge(error: Refusal, demanded: readonly string[]): readonly ChallengeParameter[];
}

/** What `resourceMetadata` returns, for the option `metadata` of a verifier, which knows the rest. */
export interface ResourceMetadata {
  /**
   * Binds it to an API and to those who issue tokens for it.
   *
   * @throws TypeError when the resource or an issuer is no address that a client can ask.
   */
  publish(resource: Resource, issuers: readonly string[]): PublishedMetadata;
}
