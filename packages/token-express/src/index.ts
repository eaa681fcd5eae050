export { tokenOf } from './admission.js';
export { demandsOf, type RouteDemands } from './inventory.js';
export type { ProtectOptions, TokenDemand } from '@acme/token-core/adapter';
export { demandOf, protect, type TokenMiddleware, type VerifierFor } from './protect.js';
export { serveMetadata } from './serve-metadata.js';
