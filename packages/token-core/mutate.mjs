// `pnpm mutate --room keys`: drops every rule of one room, one at a time, and says which of them no test noticed.
// Several rooms run one after the other: all of them where none is named, and with `--sample` those that CI looks at. The
// exit code is 1 where a room stays under the bar. With `--quick` for a first look, in a fraction of the time: what it shows as
// survived may be noticed where every module is loaded anew.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ROOMS, SAMPLE } from './mutation-rooms.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true },
    sample: { type: 'boolean' },
    quick: { type: 'boolean' },
  },
});
const names = values.room ?? (values.sample === true ? SAMPLE : Object.keys(ROOMS));
const unknown = names.filter((name) => !Object.hasOwn(ROOMS, name));
if (unknown.length > 0) {
  console.error(`--room: expected ${Object.keys(ROOMS).join(', ')}; found ${unknown.join(', ')}`);
  process.exit(1);
}

/** Undetected are those that survived and those that no test reaches; a mutant that does not compile is none. */
function countsOf(mutants) {
  const having = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
  const noticed = having('Killed', 'Timeout');
  const total = noticed + having('Survived', 'NoCoverage');
  return { total, noticed, timedOut: having('Timeout'), marked: having('Ignored') };
}

function row(name, { total, noticed, timedOut, marked }) {
  const share = total === 0 ? '' : `${((noticed / total) * 100).toFixed(1)} %`;
  const cells = [total, noticed, timedOut, marked].map((count) => String(count).padStart(6));
  return `${name.padEnd(40)} ${cells.join(' ')}  ${share.padStart(7)}`;
}

const reportOf = (room) => `${here}reports/mutation-${room.replaceAll('/', '-')}.json`;

function report(room) {
  // Without one it has said why.
  if (!existsSync(reportOf(room))) return;
  const { files } = JSON.parse(readFileSync(reportOf(room), 'utf8'));
  const rows = Object.entries(files).map(([name, { mutants }]) => row(name, countsOf(mutants)));
  const all = countsOf(Object.values(files).flatMap(({ mutants }) => mutants));
  const head = `${'file'.padEnd(40)} mutants noticed  by time-out  marked`;
  console.log([head, ...rows.toSorted(), row(`the room ${room}`, all)].join('\n'));
}

let isUnderTheBar = false;
for (const name of names) {
  rmSync(reportOf(name), { force: true });
  const { status, error } = spawnSync('stryker', ['run'], {
    cwd: here,
    stdio: 'inherit',
    env: { ...process.env, MUTATION_ROOM: name, ...(values.quick === true && { MUTATION_QUICK: 'true' }) },
  });
  if (error !== undefined) throw error;
  isUnderTheBar ||= status !== 0;
  report(name);
}
process.exitCode = isUnderTheBar ? 1 : 0;
