export {
  type FetchHandler,
  demandOf,
  protect,
  type ProtectedHandler,
  tokenOf,
  type VerifierFor,
} from './protect.js';
export { serveMetadata } from './serve-metadata.js';
export type { ProtectOptions } from '../adapter/report.js';
export type { TokenDemand } from '../adapter/demand.js';
