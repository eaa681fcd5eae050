import type { ContractCase } from '../contract-case.js';
import { credentialsCases } from './credentials.js';
import { routeCases } from './routes.js';
import { scopeCases } from './scopes.js';
import { tokenCases } from './tokens.js';

/** Every request of the contract, as data. One host answers all of them in any order; nothing in them depends on another. */
export const contractCases: readonly ContractCase[] = [
  ...credentialsCases,
  ...tokenCases,
  ...scopeCases,
  ...routeCases,
];
