// For runtimes that are a command: the last line of the output is the result.
import { runSuite } from './main.mjs';

console.log(JSON.stringify(await runSuite(process.argv[2])));
