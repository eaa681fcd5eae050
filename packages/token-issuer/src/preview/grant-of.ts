import type { OrganizationState } from '../access/state.js';
import { OPENID_SCOPES } from '../access/model.js';
import { answerFor } from './answers.js';
import type { PermissionAnswer } from './answers.js';
import { obstacleOf } from './obstacle.js';
import { targetOf } from './target.js';
import type { Deciders, Refused, Target } from './target.js';
import type { Wish } from './wish.js';

/** What a wish will come to. */
export type Preview =
  | JwtPreview
  | {
      readonly kind: 'opaque';
      /** Why, as the command and the log say it. */
      readonly reason: string;
      readonly scopes: readonly string[];
      readonly answers: readonly PermissionAnswer[];
    }
  | Refused
  /** It cannot be asked for like this. */
  | { readonly kind: 'impossible'; readonly sentence: string };

/** A token that an API can judge. */
export interface JwtPreview {
  readonly kind: 'jwt';
  readonly audience: string;
  /** The claim `organization_id`. */
  readonly organization: string | undefined;
  /** Seconds. */
  readonly life: number;
  /** What `scope` will hold. */
  readonly scopes: readonly string[];
  /** Every permission that there is and every scope that was asked for, with the reason. */
  readonly answers: readonly PermissionAnswer[];
}

/** What can be asked beforehand. */
export interface PreviewParts extends Deciders {
  /** Whether a click signs in. */
  readonly chooser: boolean;
}

/**
 * What will be granted to a wish, and why each permission is or is not: asked of the functions that the provider asks,
 * so that it is no second truth. Nothing is issued.
 */
export function grantOf(parts: PreviewParts, wish: Wish): Preview {
  const sentence = obstacleOf(parts.directory, parts.chooser, wish);
  if (sentence !== undefined) return { kind: 'impossible', sentence };
  const target = targetOf(parts, wish);
  if (target.kind === 'refused') return target;
  const asked = [...new Set(wish.scopes)];
  if (target.kind === 'opaque') {
    const scopes = asked.filter((name) => (OPENID_SCOPES as readonly string[]).includes(name));
    const about = { ...parts, wish, resource: undefined, organization: undefined, held: scopes };
    return { ...target, scopes, answers: asked.map((name) => answerFor(about, name)) };
  }
  return jwtPreview(parts, wish, asked, target);
}

function jwtPreview(
  parts: PreviewParts,
  wish: Wish,
  asked: readonly string[],
  { server, organization }: Extract<Target, { readonly kind: 'jwt' }>,
): JwtPreview {
  const audience = server.audience ?? '';
  const held = server.scope.split(' ').filter((name) => name !== '');
  const resource = parts.directory.resourceByIndicator(audience);
  const known = resource === undefined ? parts.directory.organizationScopes : resource.scopes;
  const names = new Set([...[...known.values()].map(({ name }) => name), ...asked]);
  const about = { ...parts, wish, resource: resource ?? ('organizations' as const), organization, held };
  return {
    kind: 'jwt',
    audience,
    organization: claimOf(resource !== undefined, organization),
    life: Math.min(server.accessTokenTTL ?? 0, resource?.accessTokenLife || Infinity),
    scopes: asked.filter((name) => held.includes(name)),
    answers: [...names].map((name) => answerFor(about, name)),
  };
}

/** An organization's own token names it in `aud` alone. */
function claimOf(isForApi: boolean, organization: OrganizationState | undefined): string | undefined {
  return isForApi ? organization?.id : undefined;
}
