import type { Directory } from '../access/directory.js';
import type { IssuerKeys } from '../keys/key-ring.js';
import type { Hooks } from '../webhooks/hooks.js';
import type { Customizers } from './customizers.js';
import type { Sessions } from './sessions.js';

/** What the routes read and change. */
export interface Tenant {
  /** The member `tenantId` of Logto's answers: the first label of the management resource, such as `default`. */
  readonly id: string;
  /** The access model as it is now. */
  readonly directory: Directory;
  readonly keys: IssuerKeys;
  readonly sessions: Sessions;
  readonly hooks: Hooks;
  readonly customizers: Customizers;
}
