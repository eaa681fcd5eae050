import type { CorpusCase, CorpusTopic } from '@acme/token-attack/corpus';
import type { Peer, Verdict } from './peer.js';

/** What one peer made of all cases. */
export interface Row {
  readonly peer: Peer;
  readonly verdicts: readonly (readonly [corpusCase: CorpusCase, verdict: Verdict])[];
}

/** Prints the figures as a table in Markdown, so that they can be kept as they were measured. */
export function printTable(rows: readonly Row[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const cases = first.verdicts.map(([item]) => item);
  const hostile = cases.filter(({ expected }) => expected.reason !== 'accepted');
  console.log(`${cases.length} tokens: ${hostile.length} hostile, ${cases.length - hostile.length} good.\n`);

  line(['verifier', 'hostile accepted', 'good refused', 'untyped errors']);
  line(['---', '--:', '--:', '--:']);
  for (const row of rows) {
    line([
      row.peer.name,
      ...[accepted(row), refused(row), untyped(row)].map((found) => String(found.length)),
    ]);
  }

  const topics = [...new Set(hostile.map(({ topic }) => topic))];
  console.log('\nHostile tokens accepted, by what they are about:\n');
  line(['verifier', ...topics.map((topic) => `${topic} (${count(hostile, topic)})`)]);
  line(['---', ...topics.map(() => '--:')]);
  for (const row of rows) {
    line([row.peer.name, ...topics.map((topic) => String(count(accepted(row), topic)))]);
  }
  console.log('\nSettings:\n');
  for (const { peer } of rows) console.log(`- ${peer.name}: ${peer.setting}`);
}

function accepted({ verdicts }: Row): readonly CorpusCase[] {
  return pick(verdicts, (isGood, verdict) => !isGood && verdict === 'accepted');
}

function refused({ verdicts }: Row): readonly CorpusCase[] {
  return pick(verdicts, (isGood, verdict) => isGood && verdict !== 'accepted');
}

function untyped({ verdicts }: Row): readonly CorpusCase[] {
  return pick(verdicts, (_, verdict) => verdict === 'untyped');
}

function pick(
  verdicts: Row['verdicts'],
  isPicked: (isGood: boolean, verdict: Verdict) => boolean,
): readonly CorpusCase[] {
  return verdicts
    .filter(([{ expected }, verdict]) => isPicked(expected.reason === 'accepted', verdict))
    .map(([item]) => item);
}

function count(cases: readonly CorpusCase[], topic: CorpusTopic): number {
  return cases.filter((item) => item.topic === topic).length;
}

function line(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
