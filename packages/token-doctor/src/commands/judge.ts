import type { Verifier } from '@acme/token-core';
import { finding } from '@acme/token-core/explain';
import { explainClock } from '../causes/clock.js';
import { type Examination, examine } from '../evidence/examine.js';
import type { Stage } from '../evidence/stages.js';
import { within } from '../look/within.js';
import { type Check, report, type Report } from '../report/report.js';
import { askIssuer } from '../look/ask-issuer.js';
import type { CommandContext } from './command.js';
import { requirementOf } from './requirement-of.js';
import { verifierOf } from './verifier-of.js';

/** Has the verifier judge what came on standard input, and reports how far it came. */
export async function judge(
  { given, input }: CommandContext,
  read: (text: string) => string,
): Promise<Report> {
  const loading = verifierOf(given);
  const text = read(await input());
  const loaded = await loading;
  if (!loaded.ok)
    return report(loaded.isCause ? { findings: [loaded.finding] } : { obstacles: [loaded.finding] });
  const { verifier, from } = loaded;
  const requirement = requirementOf(given, verifier);
  const examined = await within(examine(text, { verifier, requirement }), given.timeout);
  const settings: Check = { name: 'settings', outcome: 'right', says: `${from}: ${describe(verifier)}` };
  if (examined === undefined) return report({ checks: [settings], obstacles: [tooSlow(given.timeout)] });
  const clock = explainClock(verifier.state?.().clockOffset);
  const more = given.values['ask-issuer'] ? await askIssuer(text, verifier, given.timeout) : undefined;
  const isUnavailable = examined.decision === 'unavailable';
  const causes = [
    more?.finding ?? examined.finding,
    examined.finding?.cause.startsWith('clock.') ? undefined : clock,
  ];
  const found = causes.filter((each) => each !== undefined);
  return report({
    checks: [settings, ...stageChecks(examined), ...(more?.checks ?? [])],
    findings: isUnavailable ? [] : found,
    obstacles: isUnavailable ? found : [],
    notLookedAt: [
      ...notLookedAt(examined),
      ...(isUnavailable ? ['network: token-doctor check looks at it.'] : []),
    ],
    token: examined.token,
  });
}

function describe({ issuers, resource }: Verifier): string {
  return `issuer ${issuers.join(', ')}, resource ${resource.indicator}`;
}

function stageChecks({ stages, status, method, origin }: Examination): readonly Check[] {
  const passed = namesOf(stages, 'right');
  const [ended] = stages.filter(({ outcome }) => outcome === 'wrong' || outcome === 'unknown');
  const request: readonly Check[] =
    method === undefined
      ? []
      : [{ name: 'request', outcome: 'right', says: `${method} ${origin ?? ''}`.trim() }];
  const right: readonly Check[] = passed === '' ? [] : [{ name: 'passed', outcome: 'right', says: passed }];
  const end: readonly Check[] =
    ended === undefined
      ? []
      : [
          {
            name: ended.outcome === 'unknown' ? 'unknown' : 'refused',
            outcome: ended.outcome === 'unknown' ? 'unknown' : 'wrong',
            says: `${ended.name}: the API answers ${status ?? ''}`,
          },
        ];
  return [...request, ...right, ...end];
}

function notLookedAt({ stages }: Examination): readonly string[] {
  const skipped = namesOf(stages, 'skipped');
  return skipped === '' ? [] : [`${skipped}: the API stops at the first fault.`];
}

function namesOf(stages: readonly Stage[], outcome: Stage['outcome']): string {
  return stages
    .filter((stage) => stage.outcome === outcome)
    .map(({ name }) => name)
    .join(', ');
}

function tooSlow(timeout: number) {
  return finding(
    'doctor.timeout',
    'certain',
    `The verifier gave no answer within ${timeout / 1000} s.`,
    'Look at what it waits for: its keys, or a check of its own. --timeout gives it longer.',
  );
}
