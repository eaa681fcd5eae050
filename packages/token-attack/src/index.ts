export { AddressRefused } from './address.js';
export { attack, type AttackReport } from './attack.js';
export type { FindingKind } from './fixes.js';
export { AttackImpossible } from './impossible.js';
export type { Finding } from './judge.js';
export type { AttackOptions } from './options.js';
