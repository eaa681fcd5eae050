import { type Html, html } from './html.js';

/** The status of an answer, as a word whose color is never all that it says. */
export function statusBadge(status: number | undefined): Html {
  const kind = status === undefined ? 'good' : status === 503 ? 'warn' : 'bad';
  return html`<span class="badge ${kind}">${status === undefined ? 'accepted' : String(status)}</span>`;
}

/** One name, what came under it, and what would have passed. */
export interface ComparedRow {
  readonly name: string;
  readonly came: Html | string | undefined;
  readonly expected: Html | string | undefined;
  /** `undefined` where nothing is compared. */
  readonly agrees: boolean | undefined;
}

/** What came beside what was expected, row by row. Its roles are named, since on a phone it is no table to the eye. */
export function comparison(caption: string, rows: readonly ComparedRow[]): Html {
  return html`<table class="compared" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">What</th>
        <th scope="col" role="columnheader">Came</th>
        <th scope="col" role="columnheader">Expected</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        ({ name, came, expected, agrees }) =>
          html`<tr role="row" class="${agrees === false ? 'differs' : ''}">
            <th scope="row" role="rowheader">${sign(agrees)}<span>${name}</span></th>
            <td role="cell" data-column="came">${cell(came, 'nothing')}</td>
            <td role="cell" data-column="expected" class="${expected === undefined ? 'none' : ''}">
              ${cell(expected, 'no demand')}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function sign(agrees: boolean | undefined): Html {
  if (agrees === undefined) return html`<span class="sign" aria-hidden="true">·</span>`;
  return agrees
    ? html`<span class="sign good" role="img" aria-label="agrees:">✓</span>`
    : html`<span class="sign bad" role="img" aria-label="differs:">✗</span>`;
}

function cell(value: Html | string | undefined, none: string): Html {
  if (value === undefined || value === '') return html`<span class="soft">${none}</span>`;
  return typeof value === 'string' ? html`<code>${value}</code>` : value;
}

/** A step on the way of a token. */
export interface TimelineStep {
  readonly name: string;
  readonly content: Html;
  readonly kind?: 'bad' | 'good' | 'warn' | undefined;
}

/** Steps one after another. */
export function timeline(steps: readonly TimelineStep[]): Html {
  return html`<ol class="timeline">
    ${steps.map(
      ({ name, content, kind }) =>
        html`<li class="${kind ?? ''}">
          <h3>${name}</h3>
          ${content}
        </li>`,
    )}
  </ol>`;
}
