import type { Listener } from '../http/loopback.js';
import { createConsole } from './console.js';
import type { ConsoleParts } from './console.js';
import { createRooms } from './rooms.js';
import type { RoomParts } from './rooms.js';
import { createTour } from './rooms/tour/room.js';
import type { TourParts } from './rooms/tour/room.js';

/** All that the console is made of. */
export interface OpenParts {
  readonly pages: Omit<ConsoleParts, 'rooms'>;
  readonly rooms: Omit<RoomParts, 'tour'>;
  readonly tour: TourParts;
}

/** A console that answers, until it is closed. */
export interface OpenConsole {
  readonly listener: Listener;
  /** Ends the API that the tour may have started. */
  readonly close: () => void;
}

/** Builds the console with all its rooms. */
export function openConsole({ pages, rooms, tour }: OpenParts): OpenConsole {
  const opened = createTour(tour);
  const listener = createConsole({ ...pages, rooms: createRooms({ ...rooms, tour: opened.room }) });
  return {
    listener,
    close: () => {
      opened.close();
    },
  };
}
