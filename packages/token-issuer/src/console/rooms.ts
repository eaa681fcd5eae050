import type { Room } from './room.js';
import { home } from './rooms/home.js';

/** The rooms of the console, in the order of the guide. */
export function createRooms(): readonly Room[] {
  return [home];
}
