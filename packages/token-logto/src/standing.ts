import type { Standing } from '@acme/token-core/standing';

export type { CutOffMatch } from '@acme/token-core/standing';

/** The part of a standing that is fed. What `createStanding` returns has it. */
export type FedStanding = Pick<Standing, 'claims' | 'cutOff' | 'revoke'>;
