// For browsers: the page that loads it asks for the result.
import { runSuite } from './main.mjs';

globalThis.runSuite = runSuite;
