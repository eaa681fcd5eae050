import type { ResourceServerInstance as ResourceServer } from 'oidc-provider';

import type { Directory } from '../access/directory.js';

/** The life of an access token whose resource says 0, as in Logto, in seconds. */
const LIFE_FOR_ZERO = 600;

/**
 * How long an access token lives by what its resource says, in seconds: oidc-provider makes none that has no life at all.
 */
export function positiveLife(life: number): number {
  return life > 0 ? life : LIFE_FOR_ZERO;
}

/**
 * What oidc-provider's life of an access token is wrong by: a resource may say less than 0, and then its tokens have expired
 * at birth, as in Logto. In seconds.
 */
export function lifeError(directory: Directory, resource: ResourceServer | undefined): number {
  const life = directory.resourceByIndicator(resource?.identifier() ?? '')?.accessTokenLife ?? 0;
  return life < 0 ? positiveLife(life) - life : 0;
}
