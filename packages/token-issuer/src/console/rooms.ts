import type { Room } from './room.js';
import { home } from './rooms/home.js';
import { tokensRoom } from './rooms/tokens/room.js';
import type { TokenRoomParts } from './rooms/tokens/room.js';

/** The rooms of the console, in the order of the guide. */
export function createRooms(parts: TokenRoomParts): readonly Room[] {
  return [home, tokensRoom(parts)];
}
