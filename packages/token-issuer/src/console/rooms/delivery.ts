import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Hook } from '../../webhooks/hooks.js';
import type { LogEntry } from '../../webhooks/log.js';
import { momentOf } from './words.js';

/** What was sent, to whom and with which answer. @param to - Undefined for a receiver that is gone. */
export function deliveryHtml(to: Hook | undefined, { key, payload, createdAt }: LogEntry): Html {
  const { response, error, hookRequest } = payload as {
    readonly response?: { readonly statusCode: number; readonly body: unknown };
    readonly error?: string;
    readonly hookRequest: { readonly body: unknown };
  };
  return html`<li>
    <p class="line">
      <b>${key.replace(/^TriggerHook\./, '')}</b>
      <time datetime="${new Date(createdAt).toISOString()}">${momentOf(createdAt)} UTC</time>
      <span class="badge ${error === undefined ? 'good' : 'bad'}">
        ${response === undefined ? 'no answer' : String(response.statusCode)}
      </span>
    </p>
    <p class="soft">to ${to?.name ?? 'a receiver that is gone'} <code>POST ${to?.config.url}</code></p>
    ${error === undefined ? undefined : html`<p class="soft">${error}</p>`}
    <details>
      <summary>What was sent and answered</summary>
      <pre tabindex="0"><code>${JSON.stringify(hookRequest.body, null, 2)}</code></pre>
      ${
        response === undefined
          ? undefined
          : html`<p class="soft">The answer</p>
              <pre tabindex="0"><code>${JSON.stringify(response.body, null, 2)}</code></pre>`
      }
    </details>
  </li>`;
}
