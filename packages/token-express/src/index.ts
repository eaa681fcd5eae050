export { tokenOf } from './admission.js';
export type { TokenDemand } from './demand.js';
export { demandsOf, type RouteDemands } from './inventory.js';
export type { ProtectOptions } from './report.js';
export { demandOf, protect, type TokenMiddleware, type VerifierFor } from './protect.js';
