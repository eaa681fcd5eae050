import type { Algorithm } from '../token/algorithms.js';
import type { AccessTokenClaims } from '../token/claims.js';
import type { KeySource } from '../keys/source.js';
import type { Resource } from '../resource.js';
import type { DecisionListener } from '../request/decision-event.js';
import type { ResourceMetadata } from '../metadata/published.js';
import type { OrganizationDemand } from '../requirement/organization.js';
import type { Principal } from '../requirement/requirement.js';
import type { StandingSource } from '../standing/source.js';
import type { SignatureEngineName } from '../token/signature/engine-name.js';

/** What a verifier is made with. Issuer and resource have no default: they are what it is for. */
export interface VerifierOptions<S extends string = string> {
  /** The exact `iss` of the tokens. An https URL (http on loopback) when keys are discovered, else any text. */
  readonly issuer: string;
  /** The exact `aud`: a resource made by `defineResource`, or any text, which leaves scopes untyped. */
  readonly resource: Resource<S> | string;
  /**
   * Names another claim to stand for `aud`, for servers that send none: Cognito has
   * `{ claim: 'client_id', accessTokensHave: { token_use: 'access' } }`. `accessTokensHave` is required and not empty: the
   * claims, with their exact values, that this server's ID tokens do not have, since without `aud` nothing else tells
   * them apart. A token that has an `aud` as well must hold the resource there too. Default: `aud` (RFC 9068 §2.2).
   */
  readonly audienceClaim?: {
    readonly claim: string;
    readonly accessTokensHave: Readonly<Record<string, string>>;
  };
  /** `'optional'` accepts tokens without `sub`, which then say nothing of whose they are. Default `'required'` (RFC 9068 §2.2). */
  readonly subject?: 'required' | 'optional';
  /** Where the keys come from. Default: `discoveredKeys(issuer)`. */
  readonly keys?: KeySource;
  /**
   * Hosts that the keys may be discovered from by plain http, beside loopback: for containers in development, such as
   * `['logto:3001']`. Belongs to the default of `keys`; a source that is given has an option of its own. Default: none.
   */
  readonly httpHosts?: readonly string[];
  /** Accepted signature algorithms, at least one. Default: all of {@link Algorithm}. */
  readonly algorithms?: readonly Algorithm[];
  /** Accepted `typ`, compared without case; `''` stands for a header without one. Default `['at+jwt']` (RFC 9068 §2.1). */
  readonly tokenTypes?: readonly string[];
  /** How far clocks may differ, in seconds. Default 5; 0 to 60. */
  readonly clockTolerance?: number;
  /** How old a token may be by its `iat`, in seconds; then `iat` is required. Default: as old as `exp` lets it be. */
  readonly maxTokenAge?: number;
  /** Longest token, in bytes. Default 16384; 8192 to 1048576. */
  readonly maxTokenLength?: number;
  /**
   * The header field that brings the token, where a gateway puts it elsewhere, such as `Cf-Access-Jwt-Assertion`: bare, or with
   * `Bearer` in front. It alone is read then, so every request has to come through what sets it. Never a cookie. Default
   * `Authorization` (RFC 6750 §2.1).
   */
  readonly tokenHeader?: string;
  /**
   * Where the scopes stand. `scope` is a string (RFC 9068 §2.2.3.1); `scp` and `permissions` may be a string or a list.
   * A list names any claims, as paths of names with dots, that may each be a string or a list and all count:
   * `['scp', 'roles']`, `['realm_access.roles']`. A function gets the verified claims and gives a text that is split on spaces, any iterable of texts, or nothing for
   * no scopes; one that throws refuses the token. Default `scope`.
   */
  readonly scopeClaim?:
    | 'scope'
    | 'scp'
    | 'permissions'
    | readonly string[]
    | ((claims: AccessTokenClaims) => string | Iterable<string> | null | undefined);
  /**
   * Who a token speaks for, by its verified claims: `undefined` where that cannot be told. A function that throws, or gives
   * anything else, refuses the token. Default: `machine` where `sub` is the `client_id`, `user` where it is not, and
   * `undefined` where there is no `client_id`.
   */
  readonly principal?: (claims: AccessTokenClaims) => Principal | undefined;
  /**
   * Where the organization of a token stands: the name of a claim, a path of names with dots (`'o.id'`), or a function of the
   * verified claims, which gives `undefined` where there is none. A value that is no text, or is empty, refuses the token.
   * Default `organization_id`.
   */
  readonly organizationClaim?: string | ((claims: AccessTokenClaims) => string | undefined);
  /**
   * What is demanded of a token's organization where a route says nothing of it. Default `'none'`: a token that was made for
   * one organization is refused by an API that does not know organizations.
   */
  readonly organization?: OrganizationDemand;
  /**
   * For tokens that are meant for an organization instead of an API: what their `aud` begins with. What follows it is the
   * organization's id, which the token then carries as `organization`. The option `resource` names the permissions, and no
   * audience. Needs the option `organization`. Default: `aud` is the resource indicator.
   */
  readonly organizationAudience?: string;
  /**
   * Whether tokens still stand: what `createStanding` of `@acme/token-core/standing` makes. It is asked about every token, also
   * one that is known. One may serve several verifiers. Default: a token holds until it ends.
   */
  readonly standing?: StandingSource;
  /** Accepts a token that is bound to a key (`cnf`) as a plain bearer token, and so gives the binding up. Default false. */
  readonly allowBoundTokens?: boolean;
  /** The cache of verified tokens: how many at most, or none. Default `{ maxTokens: 1000 }`; 1 to 1000000. */
  readonly cache?: false | { readonly maxTokens?: number };
  /**
   * What checks signatures. `'fastest'`: on Node.js its own verification where that is quicker, elsewhere Web Crypto;
   * `'web-crypto'`: never anything else. Both give the same answers. Default `'fastest'`.
   */
  readonly signatureEngine?: SignatureEngineName;
  /**
   * Has the API publish what it is (RFC 9728): made by `resourceMetadata` of `@acme/token-core/metadata`. Every challenge then
   * names the document and the permissions to ask for, and the adapters serve it. Default: nothing is published.
   */
  readonly metadata?: ResourceMetadata;
  /**
   * The only clock, also of the key sets: milliseconds since the epoch. Default `Date.now`. It is asked once at start, except
   * where the platform has no time yet (a Worker outside of a request): what it tells must lie after March 1973 (1e11) and
   * before the year 5138 (1e14), so seconds, microseconds and `performance.now` are a TypeError. If it tells such a time later,
   * or throws, nobody is judged: 503.
   */
  readonly now?: () => number;
  /** Told of every decision that `authenticate` takes, at once. What it returns or throws changes nothing. Default: nobody. */
  readonly onDecision?: DecisionListener;
}
