import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { INDICATOR_RULES } from '../indicator.js';
import type { Visit } from '../room.js';

/** The rules of an indicator, beside a field with the use `indicator`: `INDICATOR_SCRIPT` checks them as one types. */
export function indicatorRules({ tenant }: Visit): Html {
  const taken = [...tenant.directory.resources.values()].map(({ indicator }) => indicator);
  return html`<ul class="things rules" id="indicator-rules" data-taken="${JSON.stringify(taken)}">
      ${INDICATOR_RULES.map(
        ({ sentence, form, must }) =>
          html`<li data-form="${form.source}" data-must="${must ? 'yes' : 'no'}">${rule(sentence)}</li>`,
      )}
      <li data-must="yes">${rule('It is not registered yet')}</li>
    </ul>
    <p class="hint" id="indicator-status" role="status"></p>`;
}

function rule(sentence: string): Html {
  return html`<span class="sign" aria-hidden="true">·</span><span class="hidden"></span>${sentence}`;
}
