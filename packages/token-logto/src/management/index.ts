export {
  type ManagementAnswer,
  type ManagementEvent,
  type ManagementMiddleware,
  publishChanges,
  type PublishChangesOptions,
} from './publish-changes.js';
export type { OnRoleChange } from '../role-change.js';
