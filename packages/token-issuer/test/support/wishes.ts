import { decodeJwt } from 'jose';

import { checkAccess } from '../../src/access/check.js';
import { Directory } from '../../src/access/directory.js';
import type { AccessModel, Issuer } from '../../src/index.js';
import { mint } from '../../src/flows/mint.js';
import type { MintParts } from '../../src/flows/mint.js';
import { grantOf } from '../../src/preview/grant-of.js';
import type { PreviewParts } from '../../src/preview/grant-of.js';
import type { Wish } from '../../src/preview/wish.js';
import { generateSigningKey } from '../../src/keys/signing-key.js';
import { createResources } from '../../src/provider/resources.js';

/** What previews and real flows of one model need. */
export async function partsFor(issuer: Issuer, model: AccessModel): Promise<PreviewParts & MintParts> {
  const directory = new Directory(checkAccess(model), {
    now: () => Date.now(),
    onChange: () => {},
    onUserEnd: () => {},
  });
  const resources = createResources(directory, await generateSigningKey('ES384', Date.now()));
  const { origin, pathname: path } = new URL(issuer.url);
  return { directory, resources, chooser: true, place: { origin, path, chooser: true, now: Date.now } };
}

/** As much of a token, or of a refusal, as a preview tells beforehand. */
export type Outcome = Readonly<Record<string, unknown>>;

export function previewed(parts: PreviewParts, wish: Wish): Outcome {
  const preview = grantOf(parts, wish);
  if (preview.kind === 'jwt') {
    const { audience, organization, life, scopes } = preview;
    return { kind: 'jwt', audience, organization, life, scopes: scopes.toSorted() };
  }
  if (preview.kind === 'opaque') return { kind: 'opaque', scopes: preview.scopes.toSorted() };
  if (preview.kind === 'impossible') return { kind: 'impossible' };
  return { kind: 'refused', status: preview.status, error: preview.error };
}

export async function minted(parts: MintParts, wish: Wish): Promise<Outcome> {
  const result = await mint(parts, wish);
  if (result.kind === 'impossible') return { kind: 'impossible' };
  if (result.kind === 'refused') return { kind: 'refused', status: result.status, error: result.error };
  if (!result.token.includes('.')) return { kind: 'opaque', scopes: words(result.scope) };
  const { aud, organization_id: organization, exp = 0, iat = 0, scope } = decodeJwt(result.token);
  return { kind: 'jwt', audience: aud, organization, life: exp - iat, scopes: words(scope) };
}

function words(scope: unknown): readonly string[] {
  return typeof scope === 'string'
    ? scope
        .split(' ')
        .filter((word) => word !== '')
        .toSorted()
    : [];
}
