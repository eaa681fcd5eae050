import { curveOf, figuresOf } from './figures.js';
import { runLoad } from './run-load.js';

const HOSTS = ['demo-fastify', 'demo-nestjs', 'demo-hono'];
/** Ten minutes in total, unless told otherwise; an hour at most. */
const DEFAULT_SECONDS = 600;
const LONGEST = 3600;

const [given = String(DEFAULT_SECONDS), ...names] = process.argv.slice(2);
const total = Number(given);
if (!(total >= 1 && total <= LONGEST)) throw new TypeError(`seconds: expected a number from 1 to ${LONGEST}`);
const hosts = names.length === 0 ? HOSTS : names;

console.log(
  '| host | requests | per second | 5xx | wrong | changed | RSS warm → end, MB | heap warm → end, MB | worst stall, ms | slowest answer, ms |',
);
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const name of hosts) {
  const report = await runLoad(name, total / hosts.length);
  const { rssWarm, rssEnd, heapWarm, heapEnd, stall } = figuresOf(report);
  const { requests, seconds, faults, wrong, changed, slowest } = report;
  const cells = [
    name,
    requests,
    Math.round(requests / seconds),
    faults,
    wrong.length,
    changed.length,
    `${rssWarm.toFixed(0)} → ${rssEnd.toFixed(0)}`,
    `${heapWarm.toFixed(1)} → ${heapEnd.toFixed(1)}`,
    stall.toFixed(0),
    slowest.toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  console.error(`${name}: RSS over time, MB: ${curveOf(report).join(' ')}`);
  for (const text of [...wrong, ...changed]) console.error(`${name}: ${text}`);
  if (faults > 0 || wrong.length > 0 || changed.length > 0) process.exitCode = 1;
}
