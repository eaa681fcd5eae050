// Until the core's half is there: the shape of '@acme/token-core/standing'.
interface CutOffMembers {
  readonly everyone?: never;
  readonly sub?: string;
  readonly client?: string;
  readonly organization?: string;
  readonly role?: string;
  readonly grant?: string;
  readonly session?: string;
  readonly jti?: string;
}
export type CutOffMatch = { readonly everyone: true } | CutOffMembers;
export interface CutOff {
  readonly match: CutOffMatch;
  readonly before: number;
}
type ClaimPlace = string | ((claims: never) => unknown);

/** The part of a standing that is fed: what `createStanding` returns has it. */
export interface FedStanding {
  readonly claims?: { readonly role?: ClaimPlace; readonly grant?: ClaimPlace; readonly session?: ClaimPlace };
  cutOff(cutOff: CutOff): Promise<boolean>;
  revoke(match: CutOffMatch): Promise<boolean>;
}
