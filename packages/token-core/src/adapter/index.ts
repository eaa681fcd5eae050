export { isLoopbackHost, isLoopbackUrl } from '../hosts.js';
export { expectOptions, fail } from '../options.js';
export { tell } from '../request/decision-event.js';
export { checkRoutePath } from '../requirement/route-path.js';
export { compileFor, expectVerifier, readDemand, requirementFor, type TokenDemand } from './demand.js';
export { expectMetadata } from './metadata.js';
export { createNotes, type Notes } from './notes.js';
export { type ProtectOptions, readReport } from './report.js';
export { makeToken, type MadeTokenOptions } from '../verifier/made-token.js';
