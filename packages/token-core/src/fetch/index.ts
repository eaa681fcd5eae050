export {
  type FetchHandler,
  demandOf,
  protect,
  type ProtectedHandler,
  tokenOf,
  type VerifierFor,
} from './protect.js';
export type { ProtectOptions } from './report.js';
export type { TokenDemand } from './demand.js';
