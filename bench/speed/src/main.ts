import { arch, cpus, platform } from 'node:os';
import { readOptions } from './options.js';
import type { Section } from './report/section.js';
import { barTable, resultTable } from './report/table.js';
import { SECTIONS } from './sections/index.js';

const options = readOptions(process.argv.slice(2));
const started = Date.now();
const sections: Section[] = [];

for (const section of SECTIONS) {
  if (options.only.length > 0 && !options.only.includes(section.name)) continue;
  console.error(`${seconds()} s  ${section.name} …`);
  const result = await section.run(options);
  if (result !== undefined) sections.push(result);
}
console.error(`${seconds()} s  done`);

console.log(
  `Node.js ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`,
);
console.log(options.quick ? 'A quick run: for orientation only.\n' : '');
console.log(resultTable(sections));
console.log(`\n${barTable(sections.flatMap(({ bars }) => bars))}`);

function seconds(): string {
  return ((Date.now() - started) / 1000).toFixed(0).padStart(4);
}
