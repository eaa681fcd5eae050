import { decodeJwt, decodeProtectedHeader } from 'jose';
import { html } from 'local-pages';
import type { Html } from 'local-pages';

/** What is in a JWT, as it is; undefined for what is none. */
export function decoded(token: string): Html | undefined {
  try {
    const [header, claims] = [decodeProtectedHeader(token), decodeJwt(token)];
    return html`<h3>Header</h3>
      ${json(header)}
      <h3>Claims</h3>
      ${json(claims)}`;
  } catch {
    return undefined;
  }
}

function json(value: object): Html {
  return html`<pre tabindex="0"><code>${JSON.stringify(value, undefined, 2)}</code></pre>`;
}
