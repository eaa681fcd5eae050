import type { Verifier } from '@acme/token-core';
import { createReporter, type LogSink, type Reporter } from '@acme/token-core/explain';
import { Judges } from './judges.js';
import { Refusals } from './refusals.js';
import { openPage } from './server.js';

/** Options of {@link explore}. */
export interface ExploreOptions {
  /** Whether the page is opened. Default: only where `NODE_ENV` is `development`. */
  readonly enabled?: boolean;
  /** Its port on 127.0.0.1. Default 0: one that the system chooses. 0 to 65535. */
  readonly port?: number;
  /** What is told of every decision besides. Default: the lines that there are without it. `false`: nothing. */
  readonly report?: false | Reporter;
  /** What judges a pasted token before the first refusal has shown the API's verifiers. Default: nothing does. */
  readonly verifier?: Verifier;
}

/** A page and what it shows. One for a port: several calls feed it. */
interface Page {
  readonly refusals: Refusals;
  readonly judges: Judges;
}

const OPTIONS = new Set(['enabled', 'port', 'report', 'verifier']);
const pages = new Map<number, Page>();
let hasSaidClosed = false;

/**
 * A local page for the API's developer that shows why requests are refused: to be given as `report` to any adapter. It opens
 * where `NODE_ENV` is `development`, on a port of its own on 127.0.0.1; its one log line shows the address with the key that
 * opens it. The lines in the log stay. Anywhere else it opens nothing, says so once, and only the lines are left.
 *
 * Node.js alone: Workers cannot listen.
 *
 * @throws TypeError when an option is a mistake, and where there is no Node.js.
 * @example
 * app.use(protect(verifier, undefined, { report: explore() }));
 */
export function explore(options: ExploreOptions = {}): Reporter {
  const { enabled, port, report, verifier } = checked(options);
  const lines = report === false ? undefined : (report ?? toHost());
  if (!enabled) {
    sayClosedOnce(
      own(options, 'enabled') === false ? 'the option enabled is false' : 'NODE_ENV is not "development"',
    );
    return lines ?? (() => undefined);
  }
  const page = pages.get(port) ?? open(port);
  page.judges.note(verifier);
  return (decision, place) => {
    try {
      lines?.(decision, place);
    } catch {
      // The app's own function decides nothing.
    }
    if (decision.ok) return;
    try {
      page.judges.note(place?.verifier);
      page.refusals.note(decision.error, place ?? {});
    } catch {
      // Evidence is anything, and what is shown of an answer must not take it away.
    }
  };
}

function open(port: number): Page {
  const page = { refusals: new Refusals(), judges: new Judges() };
  pages.set(port, page);
  openPage(port, page.refusals, page.judges).then(
    ({ url }) => say(`token-doctor: why requests are refused: ${url}`),
    (error: NodeJS.ErrnoException) =>
      say(
        `token-doctor: the page could not open port ${port} on 127.0.0.1 (${error.code ?? 'unknown error'}).`,
      ),
  );
  return page;
}

function sayClosedOnce(reason: string): void {
  if (hasSaidClosed) return;
  hasSaidClosed = true;
  say(`token-doctor: explore() opens no page: ${reason}.`);
}

/** The lines that an adapter writes by itself, into the log that it writes them to. */
function toHost(): Reporter {
  let sink: LogSink = console;
  const report = createReporter({ info: (line) => sink.info(line), warn: (line) => sink.warn(line) });
  return (decision, place) => {
    sink = place?.log ?? sink;
    report(decision, place);
  };
}

function say(line: string): void {
  // oxlint-disable-next-line no-console -- before the first request nobody has another log
  console.info(line);
}

interface CheckedOptions {
  readonly enabled: boolean;
  readonly port: number;
  readonly report: false | Reporter | undefined;
  readonly verifier: Verifier | undefined;
}

function checked(options: ExploreOptions): CheckedOptions {
  const { process, navigator } = globalThis as {
    readonly process?: NodeJS.Process;
    readonly navigator?: { readonly userAgent?: unknown };
  };
  if (process?.versions?.node === undefined || navigator?.userAgent === 'Cloudflare-Workers') {
    throw new TypeError(
      'explore: expected Node.js, which can listen on a port. Leave the option report out here.',
    );
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    fail('options', 'an object', options);
  for (const name of Object.keys(options)) {
    if (!OPTIONS.has(name)) {
      throw new TypeError(
        `explore: unknown option ${JSON.stringify(name)}; known are ${[...OPTIONS].join(', ')}.`,
      );
    }
  }
  const { enabled = process.env['NODE_ENV'] === 'development', port = 0 } = {
    enabled: own(options, 'enabled'),
    port: own(options, 'port'),
  };
  if (typeof enabled !== 'boolean') fail('enabled', 'true or false', enabled);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    fail('port', 'a whole number from 0 to 65535', port);
  const report = own(options, 'report');
  if (report !== undefined && report !== false && typeof report !== 'function') {
    fail('report', 'false or a function', report);
  }
  const verifier = own(options, 'verifier');
  if (verifier !== undefined && typeof (verifier as Partial<Verifier> | null)?.verify !== 'function') {
    fail('verifier', 'what createVerifier returns', verifier);
  }
  return { enabled, port, report, verifier };
}

function own<K extends keyof ExploreOptions>(
  options: ExploreOptions,
  name: K,
): ExploreOptions[K] | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function fail(name: string, expected: string, given: unknown): never {
  throw new TypeError(
    `explore: ${name}: expected ${expected}, not ${given === null ? 'null' : typeof given}.`,
  );
}
