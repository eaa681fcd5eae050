export type { ContractHost, ContractSettings, RunningHost } from './host.js';
export { adapterContract } from './suite.js';
