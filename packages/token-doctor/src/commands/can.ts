import { type Finding, finding, toLine } from '@acme/token-core/explain';
import type { Resource } from '@acme/token-core';
import { explainAccess } from '../causes/access.js';
import { UsageError } from '../cli/usage-error.js';
import { readJwt } from 'local-pages';
import { within } from '../look/within.js';
import { type Check, report, type Report } from '../report/report.js';
import type { AccessFacts, AccessPath, GrantedFacts } from '../tenant/access-facts.js';
import {
  type AccessModel,
  impliesOf,
  loadAccessFile,
  type ReadableTenant,
  resourceWith,
  withIssuerFor,
} from '../tenant/access-file.js';
import { tenantEndpoints } from '../tenant/endpoints.js';
import { createManagement, ManagementFailure } from '../tenant/management.js';
import { managementToken } from '../tenant/management-token.js';
import { readAccess } from '../tenant/read-access.js';
import type { Command, CommandContext } from './command.js';
import { verifierOf } from './verifier-of.js';

/** All that is read together may take so many times as long as one request. */
const PATIENCE = 4;

/** `token-doctor can`: whether a user or a client may, and on which way. */
export const canCommand: Command = async (context) => {
  const { given } = context;
  const [who, permission, ...more] = given.positionals;
  if (who === undefined || permission === undefined || more.length > 0) {
    throw new UsageError(
      'can takes a user or a client, and a permission: token-doctor can alice read:products.',
    );
  }
  const { access } = given.values;
  if (access === undefined) {
    const credentials = credentialsIn(context);
    const judged = await judgedResource(context);
    if ('finding' in judged) return report({ obstacles: [judged.finding] });
    const tenant = { ...tenantEndpoints(given, judged.issuer), ...credentials };
    return read(context, who, permission, judged, tenant);
  }
  const model = await loadAccessFile(access);
  const meant = await meantBy(context, model, permission);
  if ('finding' in meant) return report({ obstacles: [meant.finding] });
  return withIssuerFor(access, model, (tenant) => read(context, who, permission, meant, tenant));
};

/** Asks the Management API, and answers. */
async function read(
  { given, input }: CommandContext,
  who: string,
  permission: string,
  { indicator, impliedBy }: Judged,
  { endpoint, ...client }: ReadableTenant,
): Promise<Report> {
  const granted = given.values.stdin ? grantedBy(await input()) : undefined;
  const { timeout } = given;
  try {
    const token = await managementToken({ ...client, timeout });
    const management = createManagement({ endpoint, token, timeout });
    const reading = readAccess(management, {
      who,
      permission,
      indicator,
      impliedBy: impliedBy(permission),
    });
    const facts = await within(reading, timeout * PATIENCE);
    if (facts === undefined)
      throw new ManagementFailure('network', 'The Management API did not tell all in time.');
    const asked = given.values.scope?.flatMap((text) => text.split(/[\s,]+/)).filter((word) => word !== '');
    return answer({ ...facts, asked, granted });
  } catch (error) {
    if (!(error instanceof ManagementFailure)) throw error;
    return report({ obstacles: [explainFailure(error)] });
  }
}

function credentialsIn({ environment }: CommandContext): Pick<ReadableTenant, 'clientId' | 'clientSecret'> {
  const [clientId, clientSecret] = [
    environment['TOKEN_DOCTOR_CLIENT_ID'],
    environment['TOKEN_DOCTOR_CLIENT_SECRET'],
  ];
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new UsageError(
    'can asks the Management API: set TOKEN_DOCTOR_CLIENT_ID and TOKEN_DOCTOR_CLIENT_SECRET to a machine client whose role holds all on it, or name the access file of the local issuer by --access.',
  );
}

/** The resource that the API's own file names, or the command line, or else the one of the access model that has the permission. */
async function meantBy(
  context: CommandContext,
  model: AccessModel,
  permission: string,
): Promise<Judged | { readonly finding: Finding }> {
  const { config, resource } = context.given.values;
  if (config !== undefined) return judgedResource(context);
  const found =
    resource === undefined
      ? resourceWith(model, permission)
      : model.resources.find(({ indicator }) => indicator === resource);
  const implies = found && impliesOf(found);
  return {
    issuer: undefined,
    indicator: found?.indicator ?? resource ?? '',
    impliedBy: (name) => (implies === undefined ? [] : implying({ implies }, name)),
  };
}

interface Judged {
  readonly issuer: string | undefined;
  readonly indicator: string;
  readonly impliedBy: (permission: string) => readonly string[];
}

/** The resource that the API's own file names, or the command line. */
async function judgedResource({ given }: CommandContext): Promise<Judged | { readonly finding: Finding }> {
  const { config, issuer, resource, endpoint } = given.values;
  if (config === undefined && resource !== undefined && (issuer ?? endpoint) !== undefined) {
    return { issuer, indicator: resource, impliedBy: () => [] };
  }
  const loaded = await verifierOf(given);
  if (!loaded.ok) return { finding: loaded.finding };
  const { issuers, resource: own } = loaded.verifier;
  return {
    issuer: issuers[0],
    indicator: own.indicator,
    impliedBy: (permission) => implying(own, permission),
  };
}

/** Permissions that imply another, by the definition of the resource. */
function implying({ implies = {} }: Pick<Resource, 'implies'>, permission: string): readonly string[] {
  return Object.entries<readonly string[] | undefined>(implies)
    .filter(([, implied]) => implied?.includes(permission) === true)
    .map(([name]) => name);
}

/** What a token says that was granted. It is not verified: it answers what was asked, not whether it is genuine. */
function grantedBy(text: string): GrantedFacts {
  const jwt = readJwt(text.trim().replace(/^(?:authorization\s*:\s*)?bearer\s+/i, ''));
  if (jwt === undefined) throw new UsageError('--stdin: standard input holds no token that is a JWT.');
  const { scope, iat } = jwt.claims;
  return {
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [],
    issuedAt: typeof iat === 'number' ? iat : undefined,
    now: Date.now() / 1000,
  };
}

function answer(facts: AccessFacts): Report {
  const found = explainAccess(facts);
  const { subject, permission, indicator, hasResource, hasPermission, paths, granted } = facts;
  const may =
    found === undefined ||
    (!['app', 'suspended', 'organization-only'].includes(found.cause.slice('access.'.length)) &&
      paths.length > 0);
  const checks: readonly Check[] = [
    ...(subject === undefined
      ? []
      : [
          { name: 'who', outcome: 'right', says: `${subject.kind} ${subject.name} (${subject.id})` } as const,
        ]),
    ...(hasResource ? [{ name: 'resource', outcome: 'right', says: indicator } as const] : []),
    ...(hasPermission ? [{ name: 'permission', outcome: 'right', says: permission } as const] : []),
    ...paths
      .slice(0, 10)
      .map((path): Check => ({ name: 'path', outcome: 'right', says: describe(facts, path) })),
    ...(granted === undefined ? [] : [grantedCheck(granted, permission)]),
    { name: 'answer', outcome: may ? 'right' : 'wrong', says: may ? 'yes' : 'no' },
  ];
  return report({
    checks,
    findings: found === undefined ? [] : [found],
    notLookedAt:
      granted === undefined ? ['a token: --stdin reads one, and tells whether it shows the permission.'] : [],
  });
}

function describe({ permission, indicator }: AccessFacts, path: AccessPath): string {
  const place = path.organization === undefined ? '' : ` in ${path.organization}`;
  const implied = path.permission === permission ? '' : ` → ${permission}`;
  return `role ${path.role}${place} → ${path.permission}${implied} → ${indicator}`;
}

function grantedCheck({ scopes, issuedAt }: GrantedFacts, permission: string): Check {
  const at =
    issuedAt === undefined ? 'at a time that it does not tell' : new Date(issuedAt * 1000).toISOString();
  return {
    name: 'token',
    outcome: scopes.includes(permission) ? 'right' : 'wrong',
    says: toLine(`made ${at}, carries ${scopes.join(' ') || 'no scope'}`),
  };
}

function explainFailure({ kind, message }: ManagementFailure): Finding {
  const mends = {
    network: 'Is the authorization server running, and is --endpoint right?',
    credentials:
      'Check TOKEN_DOCTOR_CLIENT_ID and TOKEN_DOCTOR_CLIENT_SECRET, and --management-resource. A Logto server of your own gives these tokens at its admin endpoint: --management-issuer.',
    forbidden: 'Give the machine client a role that holds all on the Management API.',
    answer: 'Is --endpoint the address of the authorization server, without /api?',
  };
  return finding(`management.${kind}`, 'certain', message, mends[kind]);
}
