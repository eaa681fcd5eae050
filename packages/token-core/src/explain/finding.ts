import { toLine } from '../cause.js';

/** How sure a finding is: the evidence decides; it fits best; or two causes fit, and the mend tells them apart. */
export type Certainty = 'certain' | 'likely' | 'possible';

/**
 * Why a request was not accepted, in words for the developer of the API. Nothing of it is for a client. Every text is one
 * line without control characters; of a token only what rule 33 allows is in it, and only where it parses as a JWT.
 */
export interface Finding {
  /** A stable name of the cause, to count and to link by. */
  readonly cause: string;
  /** What is wrong, with the amounts and names that were found. */
  readonly sentence: string;
  /** What to do. */
  readonly mend: string;
  /** How sure that is. */
  readonly certainty: Certainty;
  /** What would have passed, where there is one such thing. */
  readonly expected: string | undefined;
  /** What was there instead. */
  readonly found: string | undefined;
}

const LONGEST = 600;

/**
 * Makes a finding whose texts may stand in a log: for whoever has more evidence than an API has. Rule 33 is the caller's:
 * nothing of a credential but what it allows.
 *
 * @example
 * finding('network.proxy', 'certain', 'The proxy refuses the connection.', 'Start it, or unset HTTPS_PROXY.');
 */
export function finding(
  cause: string,
  certainty: Certainty,
  sentence: string,
  mend: string,
  expected?: string,
  found?: string,
): Finding {
  return Object.freeze({
    cause,
    certainty,
    sentence: toLine(sentence, LONGEST),
    mend: toLine(mend, LONGEST),
    expected: expected === undefined ? undefined : toLine(expected),
    found: found === undefined ? undefined : toLine(found),
  });
}
