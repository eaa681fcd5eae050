import { unwatchFile, watchFile as watchStatus } from 'node:fs';

/** How often the file is looked at, in milliseconds. By status, not by events: editors replace files, and networks send none. */
const INTERVAL = 100;

/**
 * Calls back whenever a file changes. A failure is printed and the watch goes on: a file that is being
 * edited is often wrong for a while.
 *
 * @returns what ends the watch.
 */
export function watchFile(file: string, changed: (file: string) => Promise<void>): () => void {
  let settling: NodeJS.Timeout | undefined;
  watchStatus(file, { interval: INTERVAL }, (now, before) => {
    // Gone for a moment, while an editor puts another in its place.
    if (now.mtimeMs === 0 || now.mtimeMs === before.mtimeMs) return;
    // Not at once: it may be half written, and the other half come within the same millisecond.
    clearTimeout(settling);
    settling = setTimeout(() => {
      changed(file).catch((error: unknown) => {
        console.error(`${(error as Error).message}\nThe model before this change stays.`);
      });
    }, INTERVAL);
  });
  return () => {
    clearTimeout(settling);
    unwatchFile(file);
  };
}
