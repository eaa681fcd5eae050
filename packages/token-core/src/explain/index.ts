export type { ClockFacts, Evidence, VerifierFacts } from './evidence.js';
export { explain } from './explain.js';
export type { Certainty, Finding } from './finding.js';
export {
  createReporter,
  type LogSink,
  type ReportedDecision,
  type ReportedPlace,
  type Reporter,
  type ReporterOptions,
} from './reporter.js';
