import type { ClaimsPolicy } from '../token/claims.js';
import type { HeaderPolicy } from '../token/header.js';
import { guardClock } from '../clock.js';
import type { KeySource } from '../keys/source.js';
import {
  expectKind,
  expectName,
  expectNumber,
  expectOneOf,
  expectOptions,
  fail,
  seconds,
} from '../options.js';
import { isJsonObject, type JsonObject, member, own } from '../json.js';
import type { PublishedMetadata, ResourceMetadata } from '../metadata/published.js';
import { copyResource, isDefined, openResource, type Resource } from '../resource.js';
import type { DecisionListener } from '../request/decision-event.js';
import { checkOrganization } from '../requirement/organization.js';
import type { PolicySettings } from '../requirement/policy.js';
import type { OrganizationReader } from './organization-claim.js';
import type { StandingSource } from '../standing/source.js';
import type { SignatureEngine, SignatureEngineName } from '../token/signature/engine.js';
import { signatureEngine } from '../token/signature/verify.js';
import { differsBySlash } from '../slash.js';
import type { VerifierOptions } from './options.js';
import {
  readAudienceClaim,
  readSubject,
  readOrganization,
  readOrganizationPrefix,
  readScopeClaim,
  readPrincipalOption,
  type ScopeReader,
  type PrincipalReader,
} from './claim-options.js';
import { readAlgorithms, readTokenTypes } from './header-options.js';

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
  /** `undefined`: a token holds until it ends. */
  readonly standing: StandingSource | undefined;
  readonly now: () => number;
  readonly onDecision: DecisionListener | undefined;
  readonly metadata: PublishedMetadata | undefined;
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
  'standing',
  'allowBoundTokens',
  'cache',
  'signatureEngine',
  'metadata',
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
      standing: options.standing,
    },
    maxTokens: readCache(options.cache),
    engine: readEngine(options.signatureEngine),
    standing: readStanding(options.standing),
    metadata: readMetadata(options.metadata)?.publish(resource, [issuer]),
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

function readEngine(name: unknown): SignatureEngine {
  return signatureEngine(
    expectOneOf<SignatureEngineName>('signatureEngine', name === undefined ? 'fastest' : name, [
      'fastest',
      'web-crypto',
    ]),
  );
}

function readStanding(standing: unknown): StandingSource | undefined {
  if (standing === undefined) return undefined;
  const isStanding =
    typeof standing === 'object' &&
    standing !== null &&
    ['forVerifier', 'ready'].every((name) => typeof member(standing, name) === 'function');
  if (!isStanding) fail('standing', 'what createStanding returns', standing);
  return standing as StandingSource;
}

function readMetadata(metadata: ResourceMetadata | undefined): ResourceMetadata | undefined {
  if (metadata === undefined || typeof (metadata as Partial<ResourceMetadata> | null)?.publish === 'function')
    return metadata;
  return fail('metadata', 'what resourceMetadata of @acme/token-core/metadata returns', metadata);
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
