import { readClock } from '../clock.js';
import { isJsonObject, isObject, type JsonObject, member, own } from '../json.js';
import type { KeySource } from '../keys/source.js';
import type { PublishedMetadata, ResourceMetadata } from '../metadata/published.js';
import {
  expectName,
  fail,
  kind,
  number,
  oneOf,
  type Read,
  type Reader,
  readOptions,
  withFunctions,
} from '../options.js';
import type { DecisionListener } from '../request/decision-event.js';
import { checkOrganization, type OrganizationDemand } from '../requirement/organization.js';
import { copyResource, isAudienceList, isDefined, openResource, type Resource } from '../resource.js';
import { differsBySlash } from '../slash.js';
import type { StandingSource } from '../standing/source.js';
import type { SignatureEngineName } from '../token/signature/engine-name.js';
import { readAudienceClaim, readPrincipalOption, readScopeClaim } from './claim-options.js';
import { readAlgorithms, readTokenHeader, readTokenTypes } from './header-options.js';
import type { VerifierOptions } from './options.js';
import { checkOrganizationAudience, readOrganizationClaim } from './organization-claim.js';

/** Every option, in the order in which messages list them, and what reads it. A function, so that it weighs nothing where it is not used. */
function readers() {
  return {
    issuer: (value: unknown, option: string): string =>
      expectName(option, value, 'a non-empty string, the exact `iss` of the tokens'),
    resource: readResource,
    audienceClaim: readAudienceClaim,
    subject: oneOf(['required', 'optional'], 'required'),
    keys: withFunctions<KeySource>(
      ['current', 'newer', 'refresh', 'state'],
      'what staticKeys, remoteKeys or discoveredKeys returns',
    ),
    // Read by what discovers keys; beside `keys` it is a mistake.
    httpHosts: (value: unknown): unknown => value,
    algorithms: readAlgorithms,
    tokenTypes: readTokenTypes,
    clockTolerance: number(0, 60, 5),
    maxTokenAge: number(1, 3.2e9, undefined),
    maxTokenLength: number(8192, 1_048_576, 16_384, 'bytes'),
    tokenHeader: readTokenHeader,
    scopeClaim: readScopeClaim,
    principal: readPrincipalOption,
    organizationClaim: readOrganizationClaim,
    organization: (value: unknown): OrganizationDemand =>
      value === undefined ? 'none' : checkOrganization(value),
    organizationAudience: (value: unknown): unknown => value,
    standing: withFunctions<StandingSource>(['forVerifier', 'ready'], 'what createStanding returns'),
    allowBoundTokens: kind('boolean', false),
    cache: readCache,
    signatureEngine: oneOf<SignatureEngineName>(['fastest', 'web-crypto'], 'fastest'),
    metadata: withFunctions<ResourceMetadata>(
      ['publish'],
      'what resourceMetadata of @acme/token-core/metadata returns',
    ),
    now: readClock,
    onDecision: kind<DecisionListener | undefined>('function', undefined),
  } satisfies { readonly [Name in keyof VerifierOptions]-?: Reader<unknown> };
}

/** The checked options, with every default in place, and what follows from several of them. */
export interface VerifierSettings extends Omit<
  Read<ReturnType<typeof readers>>,
  'keys' | 'organizationAudience' | 'metadata'
> {
  readonly keys: KeySource;
  /** Gives a believable time in milliseconds, or throws KeysUnavailableError. */
  readonly now: () => number;
  readonly organizationAudience: string | undefined;
  readonly metadata: PublishedMetadata | undefined;
  readonly audience: string;
  readonly reservedAudiences: readonly string[];
}

/** Where keys come from when none are given. */
export type DefaultKeys = (issuer: string, httpHosts: VerifierOptions['httpHosts']) => KeySource;

/**
 * Checks every option once, at start; a wrong one is a TypeError that names it.
 *
 * @param defaultKeys - From the entry, so that one which fetches nothing does not carry what fetches.
 */
export function readVerifierSettings(given: VerifierOptions, defaultKeys: DefaultKeys): VerifierSettings {
  const options = readOptions('createVerifier', given, readers());
  const { issuer, resource, keys, metadata } = options;
  const httpHosts = options.httpHosts as VerifierOptions['httpHosts'];
  if (keys !== undefined) checkIssuerOf(keys, issuer, httpHosts);
  return {
    ...options,
    keys: keys ?? defaultKeys(issuer, httpHosts),
    audience: resource.indicator,
    reservedAudiences:
      (own(resource as unknown as JsonObject, 'reserved') as readonly string[] | undefined) ?? [],
    organizationAudience: checkOrganizationAudience(options),
    metadata: metadata?.publish(resource, [issuer]),
  };
}

/** Keys belong to an issuer: those of another one would vouch for tokens that they have no say in. */
function checkIssuerOf({ issuer }: KeySource, given: string, httpHosts: unknown): void {
  if (httpHosts !== undefined)
    fail('httpHosts', 'nothing beside the option keys, whose source has this option itself', httpHosts);
  if (issuer === undefined || issuer === given) return;
  const slash = differsBySlash(given, issuer) ? ' (they differ by a trailing slash)' : '';
  fail('issuer', `${issuer}, the issuer that the keys are discovered from${slash}`, given);
}

function readResource(resource: unknown, option: string): Resource {
  const expected = 'what defineResource returns, or a non-empty string';
  if (typeof resource === 'string') return openResource(expectName(option, resource, expected));
  const given = (isObject(resource) ? resource : {}) as JsonObject;
  // Its own members alone.
  const { indicator, scopes, implies, reserved } = { __proto__: null, ...given } as Partial<
    Record<keyof Resource, unknown>
  >;
  const isResource =
    isJsonObject(scopes) &&
    // What a class says would be lost, and its rule off.
    (reserved ?? member(given, 'reserved')) === reserved &&
    (implies === undefined || isJsonObject(implies)) &&
    (reserved === undefined || isAudienceList(reserved));
  if (!isResource) fail(option, expected, resource);
  expectName(option, indicator, expected);
  return isDefined(given)
    ? given
    : copyResource({ indicator, scopes, implies, reserved } as unknown as Resource);
}

/** How many verified tokens are remembered, 0 for none. */
function readCache(cache: unknown, option: string): number {
  if (cache === false) return 0;
  if (cache !== undefined && !isObject(cache)) fail(option, 'false or { maxTokens }', cache);
  const tokens = number(1, 1_000_000, 1000, 'tokens');
  return readOptions(option, cache ?? {}, { maxTokens: tokens }, `${option}.`).maxTokens;
}
