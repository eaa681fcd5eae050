import { statSync } from 'node:fs';

/** How often the file is looked at, in milliseconds. By status, not by events: editors replace files, and networks send none. */
const INTERVAL = 100;

/** When a file was last written, in milliseconds since the epoch; 0 for one that is not there or cannot be seen. */
export function writtenAt(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * Calls back whenever a file changes. A failure is printed and the watch goes on: a file that is being
 * edited is often wrong for a while.
 *
 * @param since - When it was written that was read before: what came in between counts too.
 * @returns what ends the watch.
 */
export function watchFile(file: string, since: number, changed: (file: string) => Promise<void>): () => void {
  let last = since;
  let settling: NodeJS.Timeout | undefined;

  function look(written: number): void {
    // Gone for a moment, while an editor puts another in its place.
    if (written === 0 || written === last) return;
    last = written;
    // Not at once: it may be half written, and the other half come within the same millisecond.
    clearTimeout(settling);
    settling = setTimeout(() => {
      changed(file).catch((error: unknown) => {
        console.error(`${(error as Error).message}\nThe model before this change stays.`);
      });
    }, INTERVAL);
  }

  // Not fs.watchFile: what changes before its own first look, which comes some time later, it never tells.
  const looking = setInterval(() => {
    look(writtenAt(file));
  }, INTERVAL);
  return () => {
    clearTimeout(settling);
    clearInterval(looking);
  };
}
