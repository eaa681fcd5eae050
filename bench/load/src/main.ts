import { parseArgs } from 'node:util';
import { barsOf } from './bars.js';
import { HOSTS, type HostKind } from './hosts.js';
import { runLoad } from './run-load.js';
import { printHead, printRow } from './table.js';

// npm run load -- [--seconds <of each host>] [--together <hosts at a time>] [--health] [part of a host's name …]
const { values, positionals } = parseArgs({
  options: {
    // Ten minutes for all five.
    seconds: { type: 'string', default: '120' },
    together: { type: 'string', default: '1' },
    health: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
// The tokens live for an hour.
const seconds = bounded('seconds', values.seconds, 3000);
const together = bounded('together', values.together, HOSTS.length);
const kinds = HOSTS.filter(
  ({ name }) =>
    positionals.length === 0 || positionals.some((part) => name.toLowerCase().includes(part.toLowerCase())),
);
if (kinds.length === 0)
  throw new TypeError(`No such host. There are: ${HOSTS.map(({ name }) => name).join(', ')}.`);

// Hosts end with this process, and a signal by itself would not let it say so.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

printHead();
const queue = [...kinds];
const work = async (): Promise<void> => {
  for (let kind = queue.shift(); kind !== undefined; kind = queue.shift()) await loadOn(kind);
};
await Promise.all(Array.from({ length: together }, work));

async function loadOn(kind: HostKind): Promise<void> {
  const report = await runLoad(kind, { seconds, isHealthOnly: values.health });
  printRow(report);
  if (barsOf(report).some(({ isMet }) => !isMet)) process.exitCode = 1;
}

function bounded(option: string, value: string, most: number): number {
  const number = Number(value);
  if (!(number >= 1 && number <= most)) throw new TypeError(`${option}: expected a number from 1 to ${most}`);
  return number;
}
