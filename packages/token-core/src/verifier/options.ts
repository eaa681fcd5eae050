import { type Algorithm, ALGORITHMS, canonicalAlgorithm } from '../token/algorithms.js';
import type { AccessTokenClaims, AudienceClaim, ClaimsPolicy } from '../token/claims.js';
import { type HeaderPolicy, normaliseType } from '../token/header.js';
import { guardClock } from '../clock.js';
import type { KeySource } from '../keys/source.js';
import { expectKind, expectName, expectNumber, expectOptions, fail, seconds } from '../options.js';
import { isJsonObject, type JsonObject, own } from '../json.js';
import { copyResource, isDefined, openResource, type Resource } from '../resource.js';
import type { DecisionListener } from '../request/decision-event.js';
import { checkOrganization, type OrganizationDemand } from '../requirement/organization.js';
import type { PolicySettings } from '../requirement/policy.js';
import type { Principal } from '../requirement/requirement.js';
import {
  type OrganizationReader,
  readOrganizationAudience,
  readOrganizationClaim,
} from './organization-claim.js';
import type { SignatureEngine, SignatureEngineName } from '../token/signature/engine.js';
import { signatureEngine } from '../token/signature/verify.js';
import { differsBySlash } from '../slash.js';
import { readScopeList, readScopeText } from '../token/scopes.js';

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
   * Where the scopes stand. `scope` is a string (RFC 9068 §2.2.3.1); `scp` and `permissions` may be a string or a list.
   * A function gets the verified claims and gives a text that is split on spaces, any iterable of texts, or nothing for
   * no scopes; one that throws refuses the token. Default `scope`.
   */
  readonly scopeClaim?:
    | 'scope'
    | 'scp'
    | 'permissions'
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
  /** Accepts a token that is bound to a key (`cnf`) as a plain bearer token, and so gives the binding up. Default false. */
  readonly allowBoundTokens?: boolean;
  /** The cache of verified tokens: how many at most, or none. Default `{ maxTokens: 1000 }`; 1 to 1000000. */
  readonly cache?: false | { readonly maxTokens?: number };
  /**
   * What checks signatures. `'fastest'`: on Node.js its own verification where that is quicker, elsewhere Web Crypto;
   * `'web-crypto'`: never anything else. Both give the same answers. Default `'fastest'`.
   */
  readonly signatureEngine?: SignatureEngineName;
  /** The only clock, also of the key sets: milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Told of every decision that `authenticate` takes, at once. What it returns or throws changes nothing. Default: nobody. */
  readonly onDecision?: DecisionListener;
}

/** Reads the scopes out of verified claims; `undefined` when the claim has a shape that is not accepted. */
export type ScopeReader = (claims: AccessTokenClaims) => Set<string> | undefined;

/** Reads who a token speaks for out of verified claims. Throws what refuses the token. */
export type PrincipalReader = (claims: AccessTokenClaims) => Principal | undefined;

/** The checked options, with every default in place. */
export interface VerifierSettings {
  readonly issuer: string;
  readonly resource: Resource;
  readonly keys: KeySource;
  readonly header: HeaderPolicy;
  readonly claims: ClaimsPolicy;
  readonly maxTokenLength: number;
  readonly readScopes: ScopeReader;
  readonly readPrincipal: PrincipalReader;
  readonly readOrganization: OrganizationReader;
  readonly policy: PolicySettings;
  /** 0 for none. */
  readonly maxTokens: number;
  readonly engine: SignatureEngine;
  readonly now: () => number;
  readonly onDecision: DecisionListener | undefined;
}

const KNOWN: readonly (keyof VerifierOptions)[] = [
  'issuer',
  'resource',
  'audienceClaim',
  'subject',
  'keys',
  'httpHosts',
  'algorithms',
  'tokenTypes',
  'clockTolerance',
  'maxTokenAge',
  'maxTokenLength',
  'scopeClaim',
  'principal',
  'organizationClaim',
  'organization',
  'organizationAudience',
  'allowBoundTokens',
  'cache',
  'signatureEngine',
  'now',
  'onDecision',
];

/** Where keys come from when none are given. */
export type DefaultKeys = (issuer: string, httpHosts: VerifierOptions['httpHosts']) => KeySource;

/**
 * Checks every option once, at start; a wrong one is a TypeError that names it.
 *
 * @param defaultKeys - From the entry, so that one which fetches nothing does not carry what fetches.
 */
export function readVerifierSettings(given: VerifierOptions, defaultKeys: DefaultKeys): VerifierSettings {
  const options = expectOptions<VerifierOptions>('createVerifier', given, KNOWN);
  const issuer = readIssuer(options);
  const resource = readResource(options.resource);
  const { maxTokenAge } = options;
  const now = guardClock(expectKind('now', options.now, 'function', undefined));
  const clockTolerance = expectNumber('clockTolerance', options.clockTolerance, seconds(0, 60), 5);
  return {
    issuer,
    resource,
    keys: options.keys ?? defaultKeys(issuer, options.httpHosts),
    header: {
      algorithms: readAlgorithms(options.algorithms),
      tokenTypes: readTokenTypes(options.tokenTypes),
    },
    claims: {
      issuer,
      audience: resource.indicator,
      audienceClaim: readAudienceClaim(options.audienceClaim),
      organizationAudience: readOrganizationPrefix(options),
      reservedAudiences: (own({ ...resource }, 'reserved') as readonly string[] | undefined) ?? [],
      isSubjectRequired: readSubject(options.subject),
      clockTolerance,
      maxTokenAge:
        maxTokenAge === undefined
          ? undefined
          : expectNumber('maxTokenAge', maxTokenAge, seconds(1, 3.2e9), 0),
      allowBoundTokens: expectKind('allowBoundTokens', options.allowBoundTokens, 'boolean', false),
    },
    maxTokenLength: expectNumber(
      'maxTokenLength',
      options.maxTokenLength,
      { min: 8192, max: 1_048_576, unit: 'bytes', whole: true },
      16_384,
    ),
    readScopes: readScopeClaim(options.scopeClaim),
    readPrincipal: readPrincipalOption(options.principal),
    readOrganization: readOrganization(options),
    policy: {
      organization: options.organization === undefined ? 'none' : checkOrganization(options.organization),
      clockTolerance,
      now,
    },
    maxTokens: readCache(options.cache),
    engine: readEngine(options.signatureEngine),
    now,
    onDecision: expectKind<DecisionListener | undefined>(
      'onDecision',
      options.onDecision,
      'function',
      undefined,
    ),
  };
}

function readIssuer({ issuer, keys, httpHosts }: VerifierOptions): string {
  expectName('issuer', issuer, 'a non-empty string, the exact `iss` of the tokens');
  if (keys === undefined) return issuer;
  checkKeySource(keys);
  if (httpHosts !== undefined)
    fail('httpHosts', 'nothing beside the option keys, whose source has this option itself', httpHosts);
  // Keys belong to an issuer: those of another one would vouch for tokens that they have no say in.
  if (keys.issuer !== undefined && keys.issuer !== issuer) {
    const expected = `${keys.issuer}, the issuer that the keys are discovered from`;
    fail(
      'issuer',
      differsBySlash(issuer, keys.issuer) ? `${expected} (they differ by a trailing slash)` : expected,
      issuer,
    );
  }
  return issuer;
}

function checkKeySource(keys: unknown): void {
  const isSource =
    typeof keys === 'object' &&
    keys !== null &&
    ['current', 'newer', 'refresh', 'state'].every(
      (name) => typeof (keys as Record<string, unknown>)[name] === 'function',
    );
  if (!isSource) fail('keys', 'what staticKeys, remoteKeys or discoveredKeys returns', keys);
}

function readResource(resource: unknown): Resource {
  const expected = 'what defineResource returns, or a non-empty string';
  if (typeof resource === 'string') return openResource(expectName('resource', resource, expected));
  const given = (typeof resource === 'object' && resource !== null ? resource : {}) as JsonObject;
  const [indicator, scopes, implies] = [own(given, 'indicator'), own(given, 'scopes'), own(given, 'implies')];
  const isResource = typeof indicator === 'string' && isJsonObject(scopes);
  if (!isResource || (implies !== undefined && !isJsonObject(implies))) fail('resource', expected, resource);
  expectName('resource', indicator, expected);
  const reserved = own(given, 'reserved');
  if (reserved !== undefined && !Array.isArray(reserved)) fail('resource', expected, resource);
  return isDefined(given)
    ? given
    : copyResource({ indicator, scopes, implies, reserved } as unknown as Resource);
}

function readAudienceClaim(given: unknown): AudienceClaim | undefined {
  if (given === undefined) return undefined;
  const { claim, accessTokensHave } = expectOptions<NonNullable<VerifierOptions['audienceClaim']>>(
    'audienceClaim',
    given,
    ['claim', 'accessTokensHave'],
  );
  if (typeof claim !== 'string' || claim === '' || claim === 'aud')
    fail('audienceClaim.claim', 'the name of another claim than `aud`', claim);
  const expected = 'at least one claim that access tokens have and ID tokens do not, with its exact value';
  if (!isJsonObject(accessTokensHave)) fail('audienceClaim.accessTokensHave', expected, accessTokensHave);
  const claims = Object.entries(accessTokensHave);
  const isCheck =
    claims.length > 0 && claims.every(([name, value]) => typeof value === 'string' && name !== claim);
  if (!isCheck) fail('audienceClaim.accessTokensHave', expected, accessTokensHave);
  return { name: claim, accessTokensHave: claims };
}

function readSubject(subject: unknown): boolean {
  if (subject !== undefined && subject !== 'required' && subject !== 'optional')
    fail('subject', "'required' or 'optional'", subject);
  return subject !== 'optional';
}

function readOrganization({ organizationClaim, organizationAudience }: VerifierOptions): OrganizationReader {
  const claim = readOrganizationClaim(organizationClaim);
  return organizationAudience === undefined ? claim : readOrganizationAudience(organizationAudience, claim);
}

function readOrganizationPrefix(options: VerifierOptions): string | undefined {
  const { organizationAudience, organization, audienceClaim } = options;
  if (organizationAudience === undefined) return undefined;
  const expected = 'what the audience of an organization begins with, such as urn:example:organization:';
  if (!/[:/]$/.test(expectName('organizationAudience', organizationAudience, expected)))
    fail('organizationAudience', `${expected}, with a colon or slash at its end`, organizationAudience);
  if (audienceClaim !== undefined)
    throw new TypeError('organizationAudience: expected without audienceClaim, found both');
  // Every token of this kind names an organization: to say nothing of it would open one to the members of all.
  if (organization === undefined || organization === 'none') {
    const place = "a place in the request such as { param: 'organizationId' }, 'any' or 'required'";
    fail('organization', `${place}, beside organizationAudience`, organization);
  }
  return organizationAudience;
}

function readAlgorithms(algorithms: unknown): ReadonlySet<string> {
  if (algorithms === undefined) return new Set(ALGORITHMS.keys());
  const expected = `a list of at least one of ${[...ALGORITHMS.keys()].join(', ')}`;
  if (!Array.isArray(algorithms) || algorithms.length === 0) fail('algorithms', expected, algorithms);
  for (const algorithm of algorithms as readonly unknown[]) {
    if (typeof algorithm !== 'string' || !ALGORITHMS.has(algorithm))
      fail('algorithms', `${expected}; asymmetric only`, algorithm);
  }
  // EdDSA and Ed25519 are two names of one algorithm (RFC 9864 §2.2): whichever is listed, a token may use either.
  const names = new Set((algorithms as readonly string[]).map((name) => canonicalAlgorithm(name)));
  return new Set([...ALGORITHMS.keys()].filter((name) => names.has(canonicalAlgorithm(name))));
}

function readTokenTypes(tokenTypes: unknown): ReadonlySet<string> {
  if (tokenTypes === undefined) return new Set(['at+jwt']);
  const isList =
    Array.isArray(tokenTypes) &&
    tokenTypes.length > 0 &&
    tokenTypes.every((type) => typeof type === 'string');
  if (!isList) fail('tokenTypes', "a list of at least one type, such as 'at+jwt'", tokenTypes);
  return new Set((tokenTypes as readonly string[]).map((type) => normaliseType(type)));
}

function readScopeClaim(scopeClaim: VerifierOptions['scopeClaim']): ScopeReader {
  switch (scopeClaim) {
    case undefined:
    case 'scope':
      return (claims) => readScopeText(own(claims, 'scope'));
    case 'scp':
    case 'permissions':
      return (claims) => readScopeList(own(claims, scopeClaim));
    default:
      if (typeof scopeClaim !== 'function')
        fail('scopeClaim', "'scope', 'scp', 'permissions' or a function", scopeClaim);
      return (claims) => readGivenScopes(scopeClaim(claims));
  }
}

/** What a function gives is what a claim could be, and any other iterable; nothing is no scopes, as an absent claim is. */
function readGivenScopes(given: unknown): Set<string> | undefined {
  if (typeof given === 'string' || Array.isArray(given)) return readScopeList(given);
  if (given === undefined || given === null) return new Set();
  return readScopeList([...(given as Iterable<unknown>)]);
}

function readEngine(name: unknown): SignatureEngine {
  if (name !== undefined && name !== 'fastest' && name !== 'web-crypto')
    fail('signatureEngine', "'fastest' or 'web-crypto'", name);
  return signatureEngine(name);
}

function readCache(cache: unknown): number {
  if (cache === false) return 0;
  if (cache !== undefined && (typeof cache !== 'object' || cache === null))
    fail('cache', 'false or { maxTokens }', cache);
  const { maxTokens } = expectOptions<{ readonly maxTokens?: number }>('cache', cache ?? {}, ['maxTokens']);
  return expectNumber(
    'cache.maxTokens',
    maxTokens,
    { min: 1, max: 1_000_000, unit: 'tokens', whole: true },
    1000,
  );
}

function readPrincipalOption(principal: VerifierOptions['principal']): PrincipalReader {
  if (principal === undefined) return principalByClient;
  expectKind('principal', principal, 'function', principal);
  return (claims) => {
    const answer: unknown = principal(claims);
    if (answer === undefined || answer === 'user' || answer === 'machine') return answer;
    throw new TypeError("principal: expected 'user', 'machine' or undefined");
  };
}

/** RFC 9068 §2.2: of a client that acts for itself, `sub` is the client. */
function principalByClient(claims: AccessTokenClaims): Principal | undefined {
  const [subject, client] = [own(claims, 'sub'), own(claims, 'client_id')];
  if (typeof subject !== 'string' || typeof client !== 'string') return undefined;
  return subject === client ? 'machine' : 'user';
}
