import type { AloneReport, Worst } from './alone.js';
import { barsOf, MEGABYTE } from './bars.js';
import type { LoadReport } from './run-load.js';

const COLUMNS = [
  'host',
  'requests',
  'per second',
  '5xx',
  'wrong',
  'changed',
  'heap after collection, at each tenth of the time, MB',
  'RSS, MB',
  'the very first request: stall, CPU, ms',
  'any other alone: stall, CPU, answer, ms',
  'under load: worst stall, slowest answer, ms',
];

export function printHead(): void {
  console.log(`| ${COLUMNS.join(' | ')} |`);
  console.log(`| --- |${' --: |'.repeat(COLUMNS.length - 1)}`);
}

/** A row of the table; what is not in order goes to stderr. */
export function printRow(report: LoadReport): void {
  const { name, requests, seconds, faults, wrong, changed, memory, alone, stall, slowest } = report;
  const cells = [
    name,
    requests,
    Math.round(requests / seconds),
    faults,
    wrong.length,
    changed.length,
    memory.map(({ heap }) => (heap / MEGABYTE).toFixed(1)).join(' '),
    memory.map(({ rss }) => figure(rss / MEGABYTE)).join(' '),
    alone === undefined ? '–' : `${figure(alone.cold.stall, 1)}, ${figure(alone.cold.cpu, 1)}`,
    alone === undefined ? '–' : describe(alone),
    `${figure(stall)}, ${figure(slowest)}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  for (const { what, isMet, measured } of barsOf(report))
    console.error(`${isMet ? '✔' : '✘'} ${name}: ${what}: ${measured}`);
  if (alone !== undefined) {
    for (const [what, worst] of [
      ['stall', alone.stall],
      ['CPU', alone.cpu],
      ['answer', alone.answer],
    ] as const)
      console.error(`  longest ${what} of one request alone: ${explain(worst)}`);
  }
  for (const text of [...wrong, ...changed].slice(0, 20)) console.error(`  ${text}`);
}

function describe({ stall, cpu, answer }: AloneReport): string {
  return [stall, cpu, answer].map(({ milliseconds }) => figure(milliseconds, 1)).join(', ');
}

function explain({ milliseconds, title }: Worst): string {
  return Number.isNaN(milliseconds) ? 'not to be seen' : `${milliseconds.toFixed(1)} ms, ${title}`;
}

function figure(value: number, digits = 0): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}
