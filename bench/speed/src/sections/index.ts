import { authenticate } from './authenticate.js';
import { before } from './before.js';
import { beforeHttp } from './before-http.js';
import { coldStart } from './cold-start.js';
import type { SectionRunner } from './context.js';
import { engine } from './engine.js';
import { firstSeen } from './first-seen.js';
import { growth } from './growth.js';
import { http } from './http.js';
import { layers } from './layers.js';
import { memory } from './memory.js';
import { mixed } from './mixed.js';
import { overhead } from './overhead.js';
import { pause } from './pause.js';
import { refusal } from './refusal.js';
import { repeat } from './repeat.js';
import { runtimes } from './runtimes.js';
import { standing } from './standing.js';
import { start } from './start.js';

/** Every part of the benchmark, in the order of the table. */
export const SECTIONS: readonly SectionRunner[] = [
  firstSeen,
  engine,
  pause,
  overhead,
  repeat,
  refusal,
  authenticate,
  layers,
  http,
  mixed,
  growth,
  coldStart,
  standing,
  memory,
  start,
  runtimes,
  before,
  beforeHttp,
];
