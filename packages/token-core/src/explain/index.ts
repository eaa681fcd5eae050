export { toLine } from '../cause.js';
export type { ClockFacts, Evidence, VerifierFacts } from './evidence.js';
export { explain } from './explain.js';
export { differenceOf } from './causes/names.js';
export { type Certainty, type Finding, finding } from './finding.js';
export {
  createReporter,
  type LogSink,
  type ReportedDecision,
  type ReportedPlace,
  type Reporter,
  type ReporterOptions,
} from './reporter.js';
