export { contractCases } from './contract/cases/index.js';
export { credentialsCases } from './contract/cases/credentials.js';
export type { ContractCase } from './contract/contract-case.js';
export { BEARER } from './contract/usual-request.js';
