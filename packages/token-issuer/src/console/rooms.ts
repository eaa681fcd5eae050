import type { Room } from './room.js';
import { applications } from './rooms/applications.js';
import { assignments } from './rooms/assignments.js';
import { home } from './rooms/home.js';
import { keys } from './rooms/keys.js';
import { organizationRoles } from './rooms/organization-roles.js';
import { organizations } from './rooms/organizations.js';
import { resources } from './rooms/resources.js';
import { roles } from './rooms/roles.js';
import { paste } from './rooms/paste/room.js';
import { tokenLogRoom } from './rooms/token-log.js';
import type { TokenLogParts } from './rooms/token-log.js';
import { tokensRoom } from './rooms/tokens/room.js';
import type { TokenRoomParts } from './rooms/tokens/room.js';
import { users } from './rooms/users.js';
import { webhooksRoom } from './rooms/webhooks.js';
import type { WebhookRoomParts } from './rooms/webhooks.js';

/** What the rooms are made of, beside what every room can reach. */
export type RoomParts = TokenRoomParts & TokenLogParts & WebhookRoomParts & { readonly tour: Room };

/** The rooms of the console, in the order of the guide. */
export function createRooms(parts: RoomParts): readonly Room[] {
  return [
    home,
    parts.tour,
    resources,
    roles,
    users,
    applications,
    organizationRoles,
    organizations,
    assignments,
    tokensRoom(parts),
    paste,
    keys,
    webhooksRoom(parts),
    tokenLogRoom(parts),
  ];
}
