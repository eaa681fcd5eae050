import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { decodeJwt } from 'jose';

import type { TourCall } from './progress.js';

/** The token, and what is in it. */
export function tokenHtml(token: string): Html {
  const { scope, ...claims } = decodeJwt(token);
  return html`<p>
      Its permissions: <code>${typeof scope === 'string' && scope !== '' ? scope : 'none'}</code>
    </p>
    <details>
      <summary>The token</summary>
      <pre class="wrap" tabindex="0"><code>${token}</code></pre>
      <pre tabindex="0"><code>${JSON.stringify({ ...claims, scope }, null, 2)}</code></pre>
    </details>`;
}

/** What the API answered to each call, and why. */
export function callsHtml(calls: readonly TourCall[], token: string, user: string): Html {
  return html`<ul class="things">
      ${calls.map(
        (call) =>
          html`<li>
            <p class="line">
              <code>${call.method} ${call.url}</code>
              <span class="badge ${call.status < 400 ? 'good' : 'bad'}">${String(call.status)}</span>
            </p>
            <p>${why(call, user)}</p>
            ${
              call.challenge === undefined
                ? undefined
                : html`<pre class="wrap" tabindex="0"><code>WWW-Authenticate: ${call.challenge}</code></pre>`
            }
            <pre class="wrap" tabindex="0"><code>${call.body}</code></pre>
          </li>`,
      )}
    </ul>
    <details>
      <summary>Call it yourself</summary>
      ${calls.map(
        ({ method, url }) =>
          html`<pre
            tabindex="0"
          ><code>curl -i -X ${method} ${url} -H 'Authorization: Bearer ${token}'</code></pre>`,
      )}
    </details>`;
}

function why({ status, needs }: TourCall, user: string): Html {
  if (status < 400) return html`The route needs <code>${needs}</code>, and the token of ${user} holds it.`;
  if (status === 403) {
    return html`The token is good, and the route needs <code>${needs}</code>: no role of ${user} holds that.`;
  }
  if (status >= 500) return html`The API could not judge the token. Its answer says why.`;
  return html`The token was not taken. Paste it at <a href="/console/tokens">Tokens</a> to see why.`;
}
