import type { Options } from '../options.js';
import type { Section } from '../report/section.js';

/** Measures one part and says what came out. `undefined` when the run does not ask for it. */
export interface SectionRunner {
  readonly name: string;
  run(options: Options): Promise<Section | undefined>;
}
