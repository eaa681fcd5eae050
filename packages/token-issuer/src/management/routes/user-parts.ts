import { z } from 'zod/v3';

import type { UserState } from '../../access/state.js';
import type { Tenant } from '../tenant.js';

/** OpenID Connect's further claims of a user (Core §5.1), by Logto's names. */
export const profile = z
  .object({
    familyName: z.string(),
    givenName: z.string(),
    middleName: z.string(),
    nickname: z.string(),
    preferredUsername: z.string(),
    profile: z.string(),
    website: z.string(),
    gender: z.string(),
    birthdate: z.string(),
    zoneinfo: z.string(),
    locale: z.string(),
    address: z
      .object({
        formatted: z.string(),
        streetAddress: z.string(),
        locality: z.string(),
        region: z.string(),
        postalCode: z.string(),
        country: z.string(),
      })
      .partial(),
  })
  .partial();

/** Notes that a user was changed now. */
export function touched({ directory }: Tenant, user: UserState): UserState {
  user.updatedAt = directory.now();
  return user;
}
