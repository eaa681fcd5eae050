import { type Case, type Html, html, prose, statusBadge, timeOfDay } from 'local-pages';
import type { KeptRefusal } from '../refusal.js';

/** Method and route, as they stand in every place. */
export function whereWords({ method, route }: Case): string {
  return `${method ?? ''} ${route ?? '(no route pattern)'}`.trim();
}

/** One refusal in the list. */
export function listItem(refusal: KeptRefusal, base: string, selected?: number): Html {
  const current = refusal.id === selected ? html` aria-current="page"` : undefined;
  return html`<li>
    <a href="${base}/refusals/${String(refusal.id)}" ${current}>
      <span class="line"
        >${timeOfDay(refusal.at)} ${statusBadge(refusal.status)} <b>${whereWords(refusal)}</b></span
      >
      <span class="soft">${prose(refusal.finding?.sentence)}</span>
    </a>
  </li>`;
}

/** The refusals that are kept, the newest first. */
export function refusalList(
  refusals: readonly KeptRefusal[],
  counted: number,
  base: string,
  selected?: number,
): Html {
  return html`<section class="list" aria-labelledby="list">
    <h2 id="list">Refusals</h2>
    <p class="soft" id="live" role="status">
      The last 50, the newest first. Reload the page to see new ones.
    </p>
    <p class="soft" id="counted" ${counted === 0 ? html` hidden` : undefined}>
      <span id="counted-number">${String(counted)}</span> more came too fast to be looked at, and were
      counted.
    </p>
    <ol class="refusals" id="refusals" data-events="${base}/events?after=${String(refusals[0]?.id ?? 0)}">
      ${refusals.map((refusal) => listItem(refusal, base, selected))}
    </ol>
    <p id="none" ${refusals.length === 0 ? undefined : html` hidden`}>
      Nothing was refused yet. Call the API without a token, and it shows here.
    </p>
  </section>`;
}
