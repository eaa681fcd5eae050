export { tokenOf } from './admission.js';
export type { TokenDemand } from './demand.js';
export { demandsOf, type RouteDemands } from './inventory.js';
export type { ProtectOptions } from './report.js';
export {
  demandOf,
  type OptionalTokenVariables,
  protect,
  type TokenVariables,
  type VerifierFor,
} from './protect.js';
