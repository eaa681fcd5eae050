import { leave } from '../after.js';
import { toLine } from '../cause.js';
import type { Refusal } from '../errors.js';
import type { RequestLike } from '../request/credentials.js';
import type { Evidence, VerifierFacts } from './evidence.js';
import { explain } from './explain.js';

/** Where lines go: a framework's logger, or `console`. */
export interface LogSink {
  /** 400, 401 and 403, and the end of an outage. */
  info(line: string): void;
  /** 503. */
  warn(line: string): void;
}

/** A decision, as `authenticate` gives it. */
export type ReportedDecision = { readonly ok: true } | { readonly ok: false; readonly error: Refusal };

/** Where a decision was taken. */
export interface ReportedPlace {
  /** The request. Default: nothing of it is told. */
  readonly request?: RequestLike | undefined;
  /** Default: that of the request. */
  readonly method?: string | undefined;
  /** The route's pattern, `/products/:id`, or its mount path; never the raw path, which a client chooses. */
  readonly route?: string | undefined;
  /** The verifier that was asked. Default: nothing of it is told. */
  readonly verifier?: VerifierFacts | undefined;
  /** More evidence, asked for only where a line is written. */
  readonly evidence?: (() => Pick<Evidence, 'keys' | 'clock'>) | undefined;
  /** Where the host itself would write its lines, for a reporter that writes some too. Without one: `console`. */
  readonly log?: LogSink | undefined;
}

/** Options of {@link createReporter}. */
export interface ReporterOptions {
  /** Milliseconds since the epoch. Default `Date.now`, looked up at each call. */
  readonly now?: () => number;
}

/** Told of every decision. Never throws, and changes nothing about an answer. */
export type Reporter = (decision: ReportedDecision, place?: ReportedPlace) => void;

const MINUTE = 60_000;
const MAX_KINDS = 1000;
const LONGEST_LINE = 1200;
/** Explanations a second; what comes beyond them is counted without one. */
const MAX_EXPLANATIONS = 100;
const OTHERS = 'others';

interface Kind {
  printedAt: number;
  /** How many came since that line. */
  more: number;
}

interface Outage {
  readonly startedAt: number;
  readonly name: string;
  lastAt: number;
  count: number;
}

/**
 * Makes what writes refusals and outages into a log: the first of a kind at once, those that follow counted on its next
 * line after a minute. A kind is a cause and a route; at most 1000 are held, all others are one. One line into an outage
 * and one out of it. No timer; on the accepted path nothing but one comparison.
 *
 * @example
 * const report = createReporter({ info: (line) => console.info(line), warn: (line) => console.warn(line) });
 * report(await authenticate(verifier, request), { request, route: '/products', verifier });
 */
export function createReporter(sink: LogSink, options: ReporterOptions = {}): Reporter {
  const now = options.now ?? (() => Date.now());
  const kinds = new Map<string, Kind>();
  const outages = new Map<string, Outage>();
  const explanations = { second: 0, count: 0 };
  const lines: LogSink = {
    info: (text) => leave(sink.info(lineOf(text))),
    warn: (text) => leave(sink.warn(lineOf(text))),
  };

  return function report(decision, place = {}) {
    if (decision.ok && outages.size === 0) return;
    try {
      // A clock that tells no number stands still: each kind is written once.
      const at = now() || 0;
      endOutages(outages, at, lines);
      if (decision.ok) return;
      if (isOutage(decision.error)) return noteOutage(outages, decision.error, place, at, lines);
      noteRefusal(kinds, explanations, decision.error, place, at, lines);
    } catch {
      // A broken log, clock or route pattern decides nothing.
    }
  };
}

/** A 503 that only asks the client to come again in a second is none. */
function isOutage({ status, check }: Refusal): boolean {
  return status === 503 && check !== 'settling';
}

function noteRefusal(
  kinds: Map<string, Kind>,
  explanations: { second: number; count: number },
  error: Refusal,
  place: ReportedPlace,
  at: number,
  sink: LogSink,
): void {
  const second = Math.floor(at / 1000);
  if (explanations.second !== second) Object.assign(explanations, { second, count: 0 });
  explanations.count += 1;
  let name = OTHERS;
  let text = 'other refusals: more kinds than are told apart.';
  if (explanations.count <= MAX_EXPLANATIONS) {
    const { cause, sentence, mend } = explain(error, evidenceOf(place, at));
    const where = whereOf(place);
    const kind = `${cause} ${where}`;
    if (kinds.has(kind) || kinds.size < MAX_KINDS) {
      name = kind;
      text = `${where} ${error.status} ${cause}: ${sentence} ${mend}`;
    }
  }
  count(kinds, name, at, (more) => {
    sink.info(`${text}${more === 0 ? '' : ` (${more} more like it since the last line)`}`);
  });
}

/** Writes the first of a kind at once, and the next one a minute after the last line at the earliest. */
function count(kinds: Map<string, Kind>, name: string, at: number, write: (more: number) => void): void {
  const kind = kinds.get(name);
  if (kind === undefined) {
    kinds.set(name, { printedAt: at, more: 0 });
    return write(0);
  }
  // Either way: a clock that was set back must not keep it silent.
  if (!(Math.abs(at - kind.printedAt) >= MINUTE)) {
    kind.more += 1;
    return;
  }
  const { more } = kind;
  Object.assign(kind, { printedAt: at, more: 0 });
  write(more);
}

function noteOutage(
  outages: Map<string, Outage>,
  error: Refusal,
  place: ReportedPlace,
  at: number,
  sink: LogSink,
): void {
  const name = `${error.code} ${place.verifier?.issuers?.join(' ') ?? ''}`;
  const outage = outages.get(name);
  if (outage !== undefined) {
    outage.lastAt = at;
    outage.count += 1;
    return;
  }
  if (outages.size >= MAX_KINDS) return;
  outages.set(name, { startedAt: at, lastAt: at, count: 1, name: error.code });
  const { cause, sentence, mend } = explain(error, evidenceOf(place, at));
  sink.warn(`${whereOf(place)} 503 ${cause}: ${sentence} ${mend}`);
}

/** An outage is over after a minute without a 503: answers before that may come from what is still known. */
function endOutages(outages: Map<string, Outage>, at: number, sink: LogSink): void {
  for (const [key, { startedAt, lastAt, count: answered, name }] of outages) {
    if (!(Math.abs(lastAt - at) >= MINUTE)) continue;
    outages.delete(key);
    const lasted = Math.max(0, Math.round((lastAt - startedAt) / 1000));
    sink.info(`${name} is over: ${answered} answered with 503 within ${lasted} s.`);
  }
}

function evidenceOf({ request, verifier, evidence }: ReportedPlace, at: number): Evidence {
  const more = evidence?.();
  return { request, verifier, keys: more?.keys, clock: { now: at, ...more?.clock } };
}

function whereOf({ method, request, route }: ReportedPlace): string {
  const verb = method ?? request?.method;
  const named = typeof verb === 'string' && /^[A-Z]{1,10}$/.test(verb) ? verb : '';
  return toLine(`${named} ${typeof route === 'string' ? route : ''}`.trim() || 'request', 120);
}

function lineOf(text: string): string {
  return toLine(text, LONGEST_LINE).trim();
}
