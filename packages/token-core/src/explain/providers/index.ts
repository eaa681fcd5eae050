import { auth0 } from './auth0.js';
import { cognito } from './cognito.js';
import { entra } from './entra.js';
import { keycloak } from './keycloak.js';
import { logto } from './logto.js';
import type { KnownAudience, Provider } from './provider.js';
import { supabase } from './supabase.js';

const PROVIDERS: readonly Provider[] = [auth0, entra, cognito, keycloak, supabase, logto];

/** The provider that an issuer is of, by its form. */
export function providerOf(issuer: string | undefined): Provider | undefined {
  return issuer === undefined ? undefined : PROVIDERS.find(({ isIssuer }) => isIssuer(issuer));
}

/** An audience that some provider gives to other tokens than those for an API of one's own. */
export function knownAudience(audience: string): KnownAudience | undefined {
  return PROVIDERS.flatMap(({ audiences }) => audiences).find(({ matches }) => matches(audience));
}
