import type { AccessModel } from '../access/model.js';
import { checkSettings } from './kept-settings.js';
import { openFileStorage } from './sqlite.js';
import type { Storage } from './storage.js';

/** What a storage in a file is opened with. */
export interface FileParts {
  /** The access model of this start. */
  readonly given: AccessModel;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
}

/**
 * Opens a file and checks all that it keeps. Loaded when an issuer has one: most are started by a test, and keep nothing.
 *
 * @throws Error that names the file, and what in it is wrong.
 */
export async function openCheckedFile(file: string, { given, now, onNotice }: FileParts): Promise<Storage> {
  const storage = await openFileStorage(file, undefined, now, onNotice);
  try {
    await checkSettings(storage, file, given);
    return storage;
  } catch (error) {
    storage.close();
    throw error;
  }
}
