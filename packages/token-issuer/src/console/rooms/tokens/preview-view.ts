import { html } from 'local-pages';
import type { Html } from 'local-pages';

import type { Preview } from '../../../preview/grant-of.js';
import type { PermissionAnswer } from '../../../preview/answers.js';
import type { Wish } from '../../../preview/wish.js';

/** What will be granted, and why each permission is or is not. */
export function previewCard(preview: Preview, wish: Wish, title = 'What will be granted'): Html {
  return html`<section class="card" aria-labelledby="preview">
    <h2 id="preview">${title}</h2>
    ${summary(preview)}
    ${
      wish.flow === 'code' && wish.organization !== undefined
        ? html`<p class="soft">With a code, <code>organization_id</code> is ignored: a refresh takes it.</p>`
        : undefined
    }
    ${'answers' in preview ? answersList(preview.answers) : undefined}
  </section>`;
}

function summary(preview: Preview): Html {
  if (preview.kind === 'impossible') {
    return html`<p class="problem">No token: ${preview.sentence}</p>`;
  }
  if (preview.kind === 'refused') {
    const status = preview.status === undefined ? 'by a redirect' : `with ${preview.status}`;
    return html`<p class="problem">
      No token: the issuer refuses ${status}, <code>${preview.error}</code>, ${preview.description}.
    </p>`;
  }
  if (preview.kind === 'opaque') {
    return html`<p class="changed">
      An <strong>opaque</strong> token, which no API can judge: ${preview.reason}. Only userinfo and
      introspection take it.
    </p>`;
  }
  const { audience, organization, scopes, life } = preview;
  return html`<p>
    A JWT for <code>${audience}</code>${
      organization === undefined ? undefined : html`, in the organization <code>${organization}</code>`
    },
    for ${String(life)} seconds, with
    ${scopes.length === 0 ? html`<strong>no permission</strong>` : html`<code>${scopes.join(' ')}</code>`}.
  </p>`;
}

function answersList(answers: readonly PermissionAnswer[]): Html {
  return html`<h3 id="answers">Each permission, and why</h3>
    <ul class="things" aria-labelledby="answers">
      ${answers.map(
        ({ name, isGranted, reason, sentence }) =>
          html`<li>
            <p class="line">
              <code>${name}</code>
              <span class="badge ${isGranted ? 'good' : 'warn'}" data-reason="${reason}"
                >${isGranted ? 'yes' : 'no'}</span
              >
            </p>
            <p class="hint">${sentence}</p>
          </li>`,
      )}
    </ul>`;
}
