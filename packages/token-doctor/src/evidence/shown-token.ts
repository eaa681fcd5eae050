/** One member of a token that may be shown. */
export interface ShownMember {
  readonly name: string;
  /** Escaped, in one line, at most 200 characters. */
  readonly value: string;
}

/** What a token says of itself: the members that rule 33 names, in this order, and nothing else. */
export type ShownToken = readonly ShownMember[];
