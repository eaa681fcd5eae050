/** How sure a finding is: the evidence decides; it fits best; or something would have to be looked at first. */
export type Certainty = 'certain' | 'likely' | 'possible';

/**
 * Why a request was not accepted, in words for the developer of the API. Nothing of it is for a client. Every text is one
 * line, and of a token only what RFC 7519 registers is in it, and only where it parses as a JWT.
 */
export interface Finding {
  /** A stable name of the cause, to count and to link by. */
  readonly cause: string;
  /** What is wrong, with the amounts and names that were found. */
  readonly sentence: string;
  /** What to do. */
  readonly mend: string;
  readonly certainty: Certainty;
  /** What would have passed, where there is one such thing. */
  readonly expected: string | undefined;
  /** What was there instead. */
  readonly found: string | undefined;
}
