import { z } from 'zod/v3';

import { jsonObject, life, textUpTo } from '../guard.js';

const TYPES = {
  Native: 'Native',
  SPA: 'SPA',
  Traditional: 'Traditional',
  MachineToMachine: 'MachineToMachine',
  Protected: 'Protected',
  SAML: 'SAML',
} as const;
/** Logto's kinds of applications; those that this issuer does not have are among them. */
export const type = z.nativeEnum(TYPES);
const uri = z.string().refine(isRedirectUri);
const oidcClientMetadata = z.object({
  redirectUris: uri.array(),
  postLogoutRedirectUris: uri.array(),
  backchannelLogoutUri: z.string().url().optional(),
  backchannelLogoutSessionRequired: z.boolean().optional(),
  logoUri: z.string().optional(),
});
const customClientMetadata = z.object({
  corsAllowedOrigins: z.string().min(1).array().optional(),
  idTokenTtl: life.optional(),
  refreshTokenTtl: life.optional(),
  refreshTokenTtlInDays: z.number().int().min(1).max(180).optional(),
  tenantId: z.string().optional(),
  alwaysIssueRefreshToken: z.boolean().optional(),
  rotateRefreshToken: z.boolean().optional(),
  allowTokenExchange: z.boolean().optional(),
  isDeviceFlow: z.boolean().optional(),
  maxAllowedGrants: z.number().int().positive().optional(),
});
/** What an application is made of. */
export const newApplication = z.object({
  name: textUpTo(256),
  description: z.string().nullable().optional(),
  type,
  oidcClientMetadata: oidcClientMetadata.optional(),
  customClientMetadata: customClientMetadata.optional(),
  customData: jsonObject.optional(),
  isThirdParty: z.boolean().optional(),
});

/** An address that a browser or an installed application can be sent to. */
function isRedirectUri(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  // RFC 8252 §7.1: the scheme of an installed application is a name turned around.
  return protocol === 'http:' || protocol === 'https:' || protocol.includes('.');
}
