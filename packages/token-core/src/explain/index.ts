export { explain } from './explain.js';
export type { Certainty, Finding } from './finding.js';
