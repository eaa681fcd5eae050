import { html } from 'local-pages';
import type { Html } from 'local-pages';

import { shellWord } from '../../../cli/shell.js';
import type { Preview } from '../../../preview/grant-of.js';
import type { Wish } from '../../../preview/wish.js';
import { printLiteral } from '../../access-line/print.js';

/** Something to take along. */
export interface Copy {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
}

/** A token as a client sends it. @param api - Where the API is thought to be. */
export function tokenCopies(token: string, api: string): readonly Copy[] {
  return [
    { id: 'token', label: 'The token', text: token },
    { id: 'header', label: 'As a header', text: `Authorization: Bearer ${token}` },
    {
      id: 'curl',
      label: 'As cURL',
      text: `curl -i ${shellWord(api)} -H ${shellWord(`Authorization: Bearer ${token}`)}`,
      hint: 'Put the address of a route of your API in.',
    },
  ];
}

/**
 * The line of a test that gets the same token by `issuer.tokenFor`; undefined where it gets none of this kind: it asks
 * for permissions of a registered API alone.
 */
export function testLine(wish: Wish, preview: Preview): Copy | undefined {
  const { client, user, resource, organization, flow } = wish;
  if (preview.kind !== 'jwt' || resource === undefined || preview.audience !== resource) return undefined;
  // By a code, the organization that was chosen counts for nothing.
  const named = flow === 'code' ? undefined : organization;
  const options = {
    resource,
    scopes: preview.scopes,
    ...(named === undefined ? {} : { organization: named }),
    ...(user === undefined || client.redirectUris.length === 0 ? {} : { client: client.id }),
  };
  const subject = user === undefined ? { client: client.id } : user.username;
  const text = `const token = await issuer.tokenFor(${printLiteral(subject)}, ${printLiteral(options)});`;
  return { id: 'test', label: 'As a line of a test', text, hint: 'issuer is what createIssuer() gives.' };
}

/** Texts to copy: marked with one click without JavaScript, and copied with one with it. */
export function copyList(copies: readonly Copy[]): Html {
  return html`${copies.map(
    ({ id, label, text, hint }) =>
      html`<div class="field">
        <label for="copy-${id}">${label}</label>
        ${hint === undefined ? undefined : html`<p class="hint">${hint}</p>`}
        <textarea id="copy-${id}" class="copy" readonly rows="3" spellcheck="false">${text}</textarea>
        <button type="button" class="plain" data-copy="copy-${id}" hidden>
          Copy<span class="hidden"> ${label.toLowerCase()}</span>
        </button>
      </div>`,
  )}`;
}

/** Makes the copy buttons work, where there is a clipboard. */
export const COPY_SCRIPT = `
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.innerHTML;
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.textContent = 'Copied';
    setTimeout(() => { button.innerHTML = label; }, 1500);
  });
}
`;
