import type { Bar, Section } from './section.js';

/** The whole run as one Markdown table: a line per subject, a heading line per section. */
export function resultTable(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ title, rows }) => [
    [`**${title}**`, '', '', '', '', ''],
    ...rows.map(({ subject, median, spread, best, perSecond, against }) => [
      subject,
      median,
      spread,
      best,
      perSecond,
      against,
    ]),
  ]);
  return markdown(['what', 'median', 'quartiles', 'best', 'per second', 'speed, reference = 1'], lines);
}

/** The bars, each with what was measured and whether that is enough. */
export function barTable(bars: readonly Bar[]): string {
  const lines = bars.map(({ what, bar, measured, met }) => [what, bar, measured, verdict(met)]);
  return markdown(['bar', 'wanted', 'measured', 'met'], lines);
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return 'not measured';
  return met ? 'yes' : '**no**';
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [row(head), rule, ...lines.map(row)].join('\n');
}
