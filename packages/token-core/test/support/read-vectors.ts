import { readFileSync } from 'node:fs';

/** Reads one of the JSON files beside this folder. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8')) as T;
}
