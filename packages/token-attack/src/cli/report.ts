import type { AttackReport } from '../attack.js';
import type { FindingKind } from '../fixes.js';
import type { Finding } from '../judge.js';

/** The worst first. */
const KINDS: readonly (readonly [kind: FindingKind, heading: string])[] = [
  ['accepted', 'GOT THROUGH'],
  ['fetched', 'FETCHED WHAT A TOKEN NAMES'],
  ['fault', 'ANSWERED AS A FAULT OF THE SERVER'],
  ['echo', 'TOKEN IN THE ANSWER'],
  ['refused', 'REFUSED ALTHOUGH GOOD'],
  ['answer', 'NEITHER ACCEPTED NOR REFUSED'],
  ['challenge', 'CHALLENGE MISSING OR MALFORMED'],
];
/** So many examples of one mistake tell enough. */
const EXAMPLES = 5;

/** A report for people: what was found, grouped by what mends it. */
export function printReport({ url, sent, left, findings }: AttackReport): string {
  const lines = [`${sent} requests to ${url}`];
  if (left > 0) lines.push(`${left} more were not sent: time or number ran out.`);
  for (const [kind, heading] of KINDS) {
    for (const [fix, group] of byFix(findings.filter((finding) => finding.kind === kind))) {
      lines.push('', `${heading} (${group.length})`, ...group.slice(0, EXAMPLES).map(describe));
      if (group.length > EXAMPLES) lines.push(`  … and ${group.length - EXAMPLES} more`);
      lines.push(`  Fix: ${fix}`);
    }
  }
  lines.push('', findings.length === 0 ? 'Nothing got through.' : `${findings.length} findings.`);
  return `${lines.join('\n')}\n`;
}

function describe({ title, source, status }: Finding): string {
  return `  ${String(status).padStart(3)}  ${title} (${source})`;
}

function byFix(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.fix);
    if (group === undefined) groups.set(finding.fix, [finding]);
    else group.push(finding);
  }
  return groups;
}
