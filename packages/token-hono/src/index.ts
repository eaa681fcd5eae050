export { tokenOf } from './admission.js';
export type { TokenDemand } from './demand.js';
export { demandsOf, type RouteDemands } from './inventory.js';
export {
  demandOf,
  type OptionalTokenVariables,
  protect,
  type TokenVariables,
  type VerifierFor,
} from './protect.js';
