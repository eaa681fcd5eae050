export { standingStoreContract, type StandingStorePlace } from './contract.js';
