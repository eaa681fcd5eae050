import { measureMemory } from './memory.js';
import { PEERS } from './peers.js';
import { runScenarios } from './scenarios.js';
import type { Mode } from './server.js';

/** One library in a process of its own: `child.js <library> <origin> [mode of the memory figure]`. Answers in JSON. */
const [name, origin = '', mode] = process.argv.slice(2);
const peer = PEERS.find((candidate) => candidate.name === name);
if (peer === undefined) throw new Error(`unknown library ${name}`);
const answer =
  mode === undefined ? await runScenarios(peer, origin) : await measureMemory(peer, origin, mode as Mode);
process.stdout.write(JSON.stringify(answer), () => process.exit());
