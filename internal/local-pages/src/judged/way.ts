import { type Html, html } from '../html.js';
import { statusBadge, timeline, type TimelineStep } from '../parts.js';
import type { Case } from './case.js';
import { distance, moment, secondsOf, timeOfDay } from './moments.js';

/** Causes that lie in what the client asked the authorization server for. */
const ASKED =
  /^(?:audience|token\.(?:opaque|id-token|personal)|scope\.(?:not-asked|machine|none|lacking)|organization)/;
/** Causes that lie in what the authorization server put into the token. */
const GRANTED = /^(?:scope|principal|claim)/;
/** Causes that lie in how and when the token was made. */
const ISSUED = /^(?:time|clock|type|algorithm|issuer|key|signature|header|token\.(?:revoked|bound))/;

/** The way of the token: asked for, granted, issued, and now. */
export function way(about: Case): Html {
  const cause = about.finding?.cause ?? '';
  const member = (name: string) => about.token?.find((item) => item.name === name)?.value;
  const guilty = [ASKED, GRANTED, ISSUED].findIndex((pattern) => pattern.test(cause));
  return timeline(
    [asked(about), granted(member), issued(about, member), now(about)].map((step, index) => ({
      ...step,
      kind: step.kind ?? (index === guilty ? 'bad' : undefined),
    })),
  );
}

type Member = (name: string) => string | undefined;

function asked({ indicator, required }: Case): TimelineStep {
  return {
    name: 'Asked',
    content: html`<p class="soft">
        Only the authorization server sees what a client asks for. This API needs:
      </p>
      <p>
        ${indicator === undefined ? undefined : html`<code>resource=${indicator}</code> `}${
          required.length === 0 ? undefined : html`<code>scope=${required.join(' ')}</code>`
        }
      </p>`,
  };
}

function granted(member: Member): TimelineStep {
  const [issuer, audience, scope, client] = ['iss', 'aud', 'scope', 'client_id'].map(member);
  if ([issuer, audience, scope, client].every((item) => item === undefined)) {
    return { name: 'Granted', content: html`<p class="soft">Nothing came that can be read.</p>` };
  }
  return {
    name: 'Granted',
    content: html`<p>
      ${scope === undefined || scope === '' ? html`No scope` : html`<code>${scope}</code>`} for
      ${audience === undefined ? html`no API in particular` : html`<code>${audience}</code>`}${
        client === undefined ? undefined : html`, to the client <code>${client}</code>`
      }${issuer === undefined ? undefined : html`, by <code>${issuer}</code>`}
    </p>`,
  };
}

function issued({ at }: Case, member: Member): TimelineStep {
  const [from, until] = [member('iat'), member('exp')];
  if (from === undefined && until === undefined) {
    return { name: 'Issued', content: html`<p class="soft">The token does not tell.</p>` };
  }
  return {
    name: 'Issued',
    content: html`<p>
      ${from === undefined ? html`At a time that the token does not tell` : timeOf(from, at)}${
        until === undefined ? html`, without an end` : html`; it ends ${timeOf(until, at)}`
      }
    </p>`,
  };
}

function timeOf(value: string, at: number): Html {
  const seconds = secondsOf(value);
  if (seconds === undefined) return html`<code>${value}</code>`;
  return html`<code>${moment(seconds)}</code>
    <span class="soft">(${distance(seconds, at / 1000)} this request)</span>`;
}

function now({ at, status, clockOffset }: Case): TimelineStep {
  const seconds = clockOffset === undefined ? 0 : Math.round(clockOffset);
  return {
    name: 'Now',
    kind: status === undefined ? 'good' : status === 503 ? 'warn' : undefined,
    content: html`<p>
      ${timeOfDay(at)}
      ${statusBadge(status)}${
        seconds === 0
          ? undefined
          : html` <span class="soft"
              >The clock here is ${String(Math.abs(seconds))} s ${seconds > 0 ? 'ahead of' : 'behind'} the
              authorization server’s.</span
            >`
      }
    </p>`,
  };
}
