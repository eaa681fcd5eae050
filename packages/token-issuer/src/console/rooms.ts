import type { Room } from './room.js';
import { home } from './rooms/home.js';
import { tokenLogRoom } from './rooms/token-log.js';
import type { TokenLogParts } from './rooms/token-log.js';
import { tokensRoom } from './rooms/tokens/room.js';
import type { TokenRoomParts } from './rooms/tokens/room.js';

/** The rooms of the console, in the order of the guide. */
export function createRooms(parts: TokenRoomParts & TokenLogParts): readonly Room[] {
  return [home, tokensRoom(parts), tokenLogRoom(parts)];
}
