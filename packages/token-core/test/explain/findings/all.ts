import { audience } from './audience.js';
import { claim } from './claim.js';
import { credentials } from './credentials.js';
import { issuer } from './issuer.js';
import { keys } from './keys.js';
import { kind } from './kind.js';
import { others } from './others.js';
import { outages } from './outage.js';
import { scope } from './scope.js';
import type { Situations } from './support.js';

export const SITUATIONS: Situations = {
  ...audience,
  ...claim,
  ...credentials,
  ...issuer,
  ...keys,
  ...kind,
  ...others,
  ...outages,
  ...scope,
};
