import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';

// What every host of `powers.test.ts` serves.

export const issuer = await createTestIssuer();
const scopes = { 'read:products': 'See products', 'write:products': 'Change products' };
const products = defineResource({ indicator: issuer.resource, scopes });
export const ADMIN = 'https://admin.example.com';
const admin = defineResource({ indicator: ADMIN, scopes });
export const verifier = createVerifier({ issuer: issuer.issuer, resource: products, keys: issuer.keys });
export const other: Verifier<keyof typeof scopes> = createVerifier({
  issuer: issuer.issuer,
  resource: admin,
  keys: issuer.keys,
});

export const ALL = { scopes: ['read:products', 'write:products'] } as const;
export const ANY = { anyScope: ['read:products', 'write:products'] } as const;
export const LIST = [{ scopes: ['read:products'] }, { anyScope: ['write:products'] }] as const;
export const USER = { principal: 'user' } as const;
export const READ = { scopes: ['read:products'] } as const;

export interface PowerfulHost {
  readonly origin: string;
  readonly close: () => Promise<unknown>;
  /** Whether each decision that was reported let the request in. */
  readonly told: boolean[];
  /** The paths that nobody guards, by the inventory. */
  readonly open: readonly string[];
}
