import type { Figures, Flood } from './figures.js';

interface Row {
  readonly scenario: string;
  readonly bar: string;
  readonly cell: (figures: Figures) => string;
  /** Whether the figure is within the bar. */
  readonly holds: (figures: Figures) => boolean;
}

const MEGABYTE = 1_048_576;

const ROWS: readonly Row[] = [
  {
    scenario: 'fetches, 1000 concurrent cold requests',
    bar: '1',
    cell: ({ cold }) => `${cold.fetches}${cold.accepted < 1000 ? `, ${cold.accepted} accepted` : ''}`,
    holds: ({ cold }) => cold.fetches === 1 && cold.accepted === 1000,
  },
  ...floodRows('healthy', 'endpoint up', 2),
  ...floodRows('error', '500', 5),
  ...floodRows('hang', 'hanging', 3),
  {
    scenario: 'fetches, 1000 requests in 10 s, cold, 500',
    bar: '≤ 5',
    cell: ({ outage }) => String(outage),
    holds: ({ outage }) => outage <= 5,
  },
  {
    scenario: 'honest rotation: first request',
    bar: 'accepted, 1 fetch',
    cell: ({ rotation }) => `${rotation.accepted ? 'accepted' : 'refused'}, ${rotation.fetches}`,
    holds: ({ rotation }) => rotation.accepted && rotation.fetches === 1,
  },
  {
    scenario: 'withdrawn key after the next refresh',
    bar: 'refused',
    cell: ({ withdrawn }) => (withdrawn ? 'refused' : 'accepted'),
    holds: ({ withdrawn }) => withdrawn,
  },
  {
    scenario: 'verdict on hang, drip, endless: first',
    bar: '≤ 5.5 s',
    cell: ({ verdict }) => time(verdict.first),
    holds: ({ verdict }) => (verdict.first ?? Infinity) <= 5500,
  },
  {
    scenario: 'verdict on hang, drip, endless: next',
    bar: '≤ 10 ms',
    cell: ({ verdict }) => time(verdict.next),
    holds: ({ verdict }) => (verdict.next ?? Infinity) <= 10,
  },
  {
    scenario: 'memory growth, 100 MB body or gzip bomb',
    bar: '≤ 16 MB',
    cell: ({ memory }) => `${(memory / MEGABYTE).toFixed(0)} MB`,
    holds: ({ memory }) => memory <= 16 * MEGABYTE,
  },
  {
    scenario: 'of 450 requests, waited for a refresh',
    bar: '0',
    cell: ({ waiting }) => String(waiting),
    holds: ({ waiting }) => waiting === 0,
  },
];

function floodRows(mode: keyof Figures['floods'], name: string, most: number): readonly Row[] {
  const of = ({ floods }: Figures): Flood => floods[mode];
  return [
    {
      scenario: `fetches, 10,000 unknown kids in 10 s, ${name}`,
      bar: `≤ ${most}`,
      cell: (figures) => {
        const { fetches, sent } = of(figures);
        return `${fetches}${sent < 10_000 ? ` (of ${sent} sent)` : ''}`;
      },
      holds: (figures) => of(figures).fetches <= most && of(figures).sent === 10_000,
    },
    {
      scenario: '— good tokens meanwhile: accepted',
      bar: '100 %',
      cell: (figures) => `${(Math.floor(of(figures).accepted * 1000) / 10).toFixed(1)} %`,
      holds: (figures) => of(figures).accepted === 1,
    },
    {
      scenario: '— good tokens meanwhile: p99, quiet p99',
      bar: '≤ 2×',
      cell: (figures) => `${time(of(figures).p99)}, ${time(of(figures).quiet)}`,
      holds: (figures) => (of(figures).p99 ?? Infinity) <= 2 * (of(figures).quiet ?? 0),
    },
  ];
}

function time(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return 'none';
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The table in Markdown. A figure beyond the bar carries a cross. */
export function formatTable(all: readonly Figures[]): string {
  const header = ['scenario', 'bar', ...all.map(({ name }) => name)];
  const lines = ROWS.map((row) => [
    row.scenario,
    row.bar,
    ...all.map((figures) => `${row.cell(figures)}${row.holds(figures) ? '' : ' ✗'}`),
  ]);
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The rows whose bar the figures do not keep. */
export function missedBars(figures: Figures): readonly string[] {
  return ROWS.filter((row) => !row.holds(figures)).map(({ scenario }) => scenario);
}
