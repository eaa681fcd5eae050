import { createReporter, type Reporter } from '../explain/index.js';
import { isJsonObject, own } from '../json.js';
import { fail } from '../options.js';
import { tell } from '../request/decision-event.js';

/** Options of `protect`. */
export interface ProtectOptions {
  /**
   * Where refusals and outages are told, for the API's developer. Default: `console`, the first of a kind at once, those that
   * follow counted. `false`: nowhere. A function is told of every decision and counts by itself; what it throws changes nothing.
   */
  readonly report?: false | Reporter;
}

const toConsole = createReporter({
  // oxlint-disable-next-line no-console -- the log of a host that has no other
  info: (line) => console.info(line),
  // oxlint-disable-next-line no-console -- the same
  warn: (line) => console.warn(line),
});

/**
 * The reporter that the options of `protect` ask for.
 *
 * @throws TypeError when the options are a mistake.
 * @example
 * const report = readReport({ report: ({ ok }) => console.log(ok) });
 */
export function readReport(options: ProtectOptions = {}): Reporter {
  if (!isJsonObject(options)) fail('protect: options', 'an object', options);
  for (const name of Object.keys(options)) {
    if (name !== 'report')
      throw new TypeError(`protect: unknown option ${JSON.stringify(name)}; known is report.`);
  }
  const report = own(options, 'report');
  if (report === undefined) return toConsole;
  if (report === false) return () => undefined;
  if (typeof report !== 'function') throw new TypeError('protect: report: expected false or a function.');
  return (decision, place) => tell(report as Reporter, decision, place);
}
