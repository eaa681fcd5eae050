export { AddressRefused } from './address.js';
export { attack, AttackImpossible, type AttackReport } from './attack.js';
export type { FindingKind } from './fixes.js';
export type { Finding } from './judge.js';
export type { AttackOptions } from './options.js';
