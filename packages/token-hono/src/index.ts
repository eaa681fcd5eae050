export { tokenOf } from './admission.js';
export { demandsOf, type RouteDemands } from './inventory.js';
export type { ProtectOptions, TokenDemand } from '@acme/token-core/adapter';
export {
  demandOf,
  type OptionalTokenVariables,
  protect,
  type TokenVariables,
  type VerifierFor,
} from './protect.js';
export type { ProblemBody, RefusedResponse, TokenMiddleware, TokenRefusals } from './refusals.js';
export { serveMetadata } from './serve-metadata.js';
