export { expectVerifier, readDemand, requirementFor, type TokenDemand } from './demand.js';
export { type ProtectOptions, readReport } from './report.js';
