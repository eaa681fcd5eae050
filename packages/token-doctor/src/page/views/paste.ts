import type { Verifier } from '@acme/token-core';
import { toLine } from '@acme/token-core/explain';
import { type Html, html } from 'local-pages';

/** What the form starts with. */
export interface PasteParts {
  readonly base: string;
  readonly judges: readonly Verifier[];
  /** Which judge is chosen. */
  readonly judge: number;
  /** The scopes that the route demands, separated by blanks. */
  readonly scopes: string;
  /** What went wrong, and at which field. */
  readonly problem?: { readonly field: 'text' | 'scopes'; readonly sentence: string } | undefined;
}

/** The field for a token or a cURL line. What was pasted never comes back in it. */
export function pasteForm({ base, judges, judge, scopes, problem }: PasteParts): Html {
  const at = (field: 'text' | 'scopes') =>
    problem?.field === field ? html` aria-invalid="true" aria-describedby="problem"` : undefined;
  return html`<section class="card" aria-labelledby="paste">
    <h2 id="paste">Try a token</h2>
    ${
      judges.length === 0
        ? html`<p>
            No verifier is known yet: the first refusal brings it, or name it by
            <code>explore({ verifier })</code>.
          </p>`
        : html`<p class="soft">The API’s own verifier judges it. It is sent to nobody else and not kept.</p>
            ${problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem.sentence}</p>`}
            <form method="post" action="${base}/examine">
              <label for="text">An access token, or a line from “Copy as cURL”</label>
              <textarea
                id="text"
                name="text"
                rows="5"
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                ${at('text')}
              ></textarea>
              ${judges.length === 1 ? undefined : chooser(judges, judge)}
              <label for="scopes">Scopes that the route demands, separated by blanks (optional)</label>
              <input
                id="scopes"
                name="scopes"
                value="${scopes}"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                ${at('scopes')}
              />
              <button type="submit">Judge it</button>
            </form>`
    }
  </section>`;
}

function chooser(judges: readonly Verifier[], chosen: number): Html {
  return html`<label for="judge">For the API</label>
    <select id="judge" name="judge">
      ${judges.map(
        ({ resource, issuers }, index) =>
          html`<option value="${String(index)}" ${index === chosen ? html` selected` : undefined}>
            ${toLine(`${resource.indicator} (${issuers.join(', ')})`)}
          </option>`,
      )}
    </select>`;
}
