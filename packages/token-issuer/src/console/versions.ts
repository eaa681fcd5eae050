import { createHash } from 'node:crypto';

import type { Directory } from '../access/directory.js';
import type { AccessModel } from '../access/model.js';
import { writeModel } from '../access/written.js';
import { differencesBetween } from './differences.js';
import type { ModelPart } from './differences.js';

/** How many states are remembered to tell what has changed since. */
const REMEMBERED = 32;

/** The states of the access model that forms were made from. */
export class Versions {
  readonly #models = new Map<string, AccessModel>();

  /** Names the state of this moment, by what is in it: whoever changed it, and back again. */
  now(directory: Directory): string {
    const model = writeModel(directory, undefined);
    const version = createHash('sha256').update(JSON.stringify(model)).digest('base64url').slice(0, 22);
    // The newest last.
    this.#models.delete(version);
    this.#models.set(version, model);
    for (const oldest of this.#models.keys()) {
      if (this.#models.size <= REMEMBERED) break;
      this.#models.delete(oldest);
    }
    return version;
  }

  /** What has changed since, as sentences, of what concerns a room. */
  changesSince(version: string, directory: Directory, concerns: readonly ModelPart[]): readonly string[] {
    const now = this.now(directory);
    if (version === now || concerns.length === 0) return [];
    const [before, after] = [this.#models.get(version), this.#models.get(now)];
    if (before === undefined || after === undefined) return ['More than can be told here.'];
    return differencesBetween(before, after)
      .filter(({ part }) => concerns.includes(part))
      .map(({ sentence }) => sentence);
  }
}
