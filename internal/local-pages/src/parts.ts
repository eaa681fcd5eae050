import { Html, html } from './html.js';

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

/** What came beside what was expected, row by row. */
export function comparison(caption: string, rows: readonly ComparedRow[]): Html {
  return html`<table class="compared">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">What</th>
        <th scope="col">Came</th>
        <th scope="col">Expected</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, came, expected, agrees }) =>
          html`<tr class="${agrees === false ? 'differs' : ''}">
            <th scope="row">${sign(agrees)}<span>${name}</span></th>
            <td data-column="came">${cell(came, 'nothing')}</td>
            <td data-column="expected">${cell(expected, 'no demand')}</td>
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
