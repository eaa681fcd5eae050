import { checkCutOff, type CutOff, writtenForm } from './cut-off.js';
import type { StandingStore } from './store.js';

/**
 * Makes a store that is this process's own: for several verifiers or apps in one process, and for tests. What it holds is
 * forgotten when the process ends, and no other one hears it.
 *
 * @example
 * const store = memoryStore();
 */
export function memoryStore(): StandingStore {
  const cutOffs = new Map<string, CutOff>();
  const bells = new Set<() => void>();
  return Object.freeze({
    isShared: false,
    async read(): Promise<readonly CutOff[]> {
      const now = Date.now() / 1000;
      for (const [name, { until = Infinity }] of cutOffs) if (until <= now) cutOffs.delete(name);
      return [...cutOffs.values()];
    },
    async write(given: readonly CutOff[]): Promise<void> {
      const now = Date.now() / 1000;
      let isChanged = false;
      for (const cutOff of given) if (keep(cutOffs, cutOff, now)) isChanged = true;
      if (isChanged) for (const bell of bells) bell();
    },
    listen(bell: () => void): () => void {
      bells.add(bell);
      return () => void bells.delete(bell);
    },
    async close(): Promise<void> {
      bells.clear();
    },
  });
}

/** @returns whether a read finds something new. */
function keep(cutOffs: Map<string, CutOff>, cutOff: CutOff, now: number): boolean {
  const read = checkCutOff(cutOff);
  const { until = Infinity } = cutOff;
  if (until <= now) return false;
  const name = `${read.mask} ${read.key}`;
  const there = cutOffs.get(name);
  if (there !== undefined && there.before >= read.before) return false;
  cutOffs.set(name, writtenForm(read, until));
  if (read.mask === 0) forgetCovered(cutOffs, read.before);
  return true;
}

/** What cuts off everyone says the same of each. */
function forgetCovered(cutOffs: Map<string, CutOff>, moment: number): void {
  for (const [name, { match, before }] of cutOffs) {
    if (before <= moment && match.everyone !== true) cutOffs.delete(name);
  }
}
