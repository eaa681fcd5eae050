import { type Html, html } from '../html.js';
import { comparison, statusBadge } from '../parts.js';
import type { Case } from './case.js';
import { timeOfDay } from './moments.js';
import { prose } from './prose.js';
import { comparedRows } from './rows.js';
import { way } from './way.js';

const SURE = {
  certain: 'The evidence decides.',
  likely: 'This fits best.',
  possible: 'More than one cause fits; the mend tells them apart.',
} as const;

/** One decision: what is wrong, what to do, what came beside what was expected, and the way of the token. */
export function caseDetail(about: Case, title: string): Html {
  const { finding, status, at } = about;
  return html`<article class="card" aria-labelledby="detail">
    <p class="line soft">${timeOfDay(at)} ${statusBadge(status)} <b>${title}</b></p>
    <h2 id="detail">${prose(finding?.sentence ?? 'The API accepts this token.')}</h2>
    ${
      finding === undefined
        ? undefined
        : html`<p class="mend"><b>What to do</b> ${prose(finding.mend)}</p>
            <p class="soft">Cause <code>${finding.cause}</code>. ${SURE[finding.certainty]}</p>`
    }
    ${comparison('What came, beside what was expected', comparedRows(about))}
    <h2>The way of the token</h2>
    ${way(about)}
  </article>`;
}
