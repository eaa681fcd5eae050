import { authenticate } from './authenticate.js';
import type { SectionRunner } from './context.js';
import { firstSeen } from './first-seen.js';
import { refusal } from './refusal.js';
import { repeat } from './repeat.js';

/** Every part of the benchmark, in the order of the table. */
export const SECTIONS: readonly SectionRunner[] = [firstSeen, repeat, refusal, authenticate];
