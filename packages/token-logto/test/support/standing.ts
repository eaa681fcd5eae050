import type { CutOff } from '@acme/token-core/standing';
import { STANDING_CLAIMS } from '../../src/index.js';
import type { CutOffMatch, FedStanding } from '../../src/standing.js';

/** A standing that writes down what it is told. What it does with it is the core's, and tested there. */
export interface RecordingStanding extends FedStanding {
  readonly cutOffs: CutOff[];
  readonly revoked: CutOffMatch[];
  /** What its store does from now on. */
  isWritten: boolean;
}

export function recordingStanding(claims: FedStanding['claims'] = STANDING_CLAIMS): RecordingStanding {
  const standing: RecordingStanding = {
    claims,
    cutOffs: [],
    revoked: [],
    isWritten: true,
    cutOff: async (cutOff) => {
      standing.cutOffs.push(cutOff);
      return standing.isWritten;
    },
    revoke: async (match) => {
      standing.revoked.push(match);
      return standing.isWritten;
    },
  };
  return standing;
}
