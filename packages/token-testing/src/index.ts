export type { TestJwks } from './key-ring.js';
export type { TokenReading } from './made-token.js';
export type { MintOverrides, TestClaims } from './mint.js';
export type { TestJwk } from './signing-key.js';
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from './test-issuer.js';
