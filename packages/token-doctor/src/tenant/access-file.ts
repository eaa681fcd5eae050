import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as IssuerPackage from '@acme/token-issuer';
import { UsageError } from '../cli/usage-error.js';
import { importFile } from '../config/import-file.js';

/** The plain data of an access file. */
export type AccessModel = IssuerPackage.AccessModel;

/** A Management API, and a machine client that may read it. */
export interface ReadableTenant {
  readonly endpoint: string;
  readonly tokenEndpoint: string;
  readonly resource: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads an access file.
 *
 * @throws UsageError when it exports none.
 */
export async function loadAccessFile(file: string): Promise<AccessModel> {
  let exported: readonly unknown[];
  try {
    const { default: usual, ...others } = await importFile(resolve(file));
    exported = [usual, ...Object.values(others)];
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw new UsageError(`--access: the file cannot be read: ${first}`);
  }
  const model = exported.find(isModel);
  if (model === undefined) throw new UsageError('--access: the file exports no access model.');
  return model;
}

function isModel(value: unknown): value is AccessModel {
  return (
    typeof value === 'object' && value !== null && Array.isArray((value as Partial<AccessModel>).resources)
  );
}

/**
 * The resource of an access model that a permission belongs to.
 *
 * @throws UsageError when none or several have it.
 */
export function resourceWith(
  { resources }: AccessModel,
  permission: string,
): AccessModel['resources'][number] {
  const named = resources.filter(({ scopes }) => Object.hasOwn(scopes, permission));
  const [only] = named.length > 0 ? named : resources;
  if (only === undefined || named.length > 1 || (named.length === 0 && resources.length > 1)) {
    throw new UsageError('--access: several resources are meant; name one of them by --resource.');
  }
  return only;
}

/** Which permissions one implies, wherever the model says so. */
export function impliesOf({ scopes, implies = {} }: AccessModel['resources'][number]) {
  const own = Object.entries(scopes).flatMap(([name, entry]) =>
    typeof entry === 'object' && entry.implies !== undefined ? [[name, entry.implies] as const] : [],
  );
  return { ...implies, ...Object.fromEntries(own) };
}

/**
 * Starts the local authorization server with a model, on a free port of this machine, while something is read of it. The same
 * code then reads a file and a tenant.
 *
 * @param file - The issuer that stands beside it is the one that is started.
 * @throws UsageError when there is no issuer, or the model is a mistake.
 */
export async function withIssuerFor<T>(
  file: string,
  model: AccessModel,
  work: (tenant: ReadableTenant) => Promise<T>,
): Promise<T> {
  const { createIssuer, managementResource } = await issuerBeside(file);
  const { indicator } = managementResource;
  const [clientId, clientSecret] = [name(), name()];
  const issuer = await createIssuer(
    {
      ...model,
      resources: [...model.resources.filter((each) => each.indicator !== indicator), managementResource],
      roles: [...(model.roles ?? []), { name: clientId, kind: 'machine', scopes: { [indicator]: ['all'] } }],
      clients: [
        ...(model.clients ?? []),
        { id: clientId, kind: 'machine', secret: clientSecret, roles: [clientId] },
      ],
    },
    { port: 0 },
  ).catch((error: unknown) => {
    if (error instanceof TypeError || error instanceof RangeError)
      throw new UsageError(`--access: ${error.message}`);
    throw error;
  });
  try {
    const { origin } = new URL(issuer.url);
    const { tokenEndpoint } = issuer;
    return await work({ endpoint: origin, tokenEndpoint, resource: indicator, clientId, clientSecret });
  } finally {
    await issuer.close();
  }
}

function name(): string {
  return `token-doctor-${randomBytes(16).toString('hex')}`;
}

async function issuerBeside(file: string): Promise<typeof IssuerPackage> {
  const require = createRequire(resolve(file));
  let place: string;
  try {
    place = pathToFileURL(require.resolve('@acme/token-issuer')).href;
  } catch {
    throw new UsageError(
      '--access needs @acme/token-issuer beside the file: npm install -D @acme/token-issuer.',
    );
  }
  return (await import(place)) as typeof IssuerPackage;
}
