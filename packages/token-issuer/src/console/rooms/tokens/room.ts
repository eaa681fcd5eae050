import { html } from 'local-pages';
import type { Html } from 'local-pages';

import type { Minted } from '../../../flows/mint.js';
import { mint } from '../../../flows/mint.js';
import type { SignInPlace } from '../../../flows/sign-in-for-code.js';
import { grantOf } from '../../../preview/grant-of.js';
import type { Preview } from '../../../preview/grant-of.js';
import type { Wish } from '../../../preview/wish.js';
import type { Resources } from '../../../provider/resources.js';
import { formHtml, formOf } from '../../form.js';
import type { Room, View, Visit } from '../../room.js';
import { chooseForm } from './choose.js';
import { COPY_SCRIPT, copyList, testLine, tokenCopies } from './copies.js';
import { decoded } from './decoded.js';
import { previewCard } from './preview-view.js';
import { chosenBy, FIELDS, NOBODY_YET, wishOf } from './read-wish.js';
import type { Chosen } from './read-wish.js';

/** What the room is made of, beside what every room can reach. */
export interface TokenRoomParts {
  /** What the provider asks, as it is now. */
  readonly resources: () => Resources;
  readonly place: SignInPlace;
}

/** To see what a token will hold before it is asked for, and then to ask for it by the real flow. */
export function tokensRoom({ resources, place }: TokenRoomParts): Room {
  const previewOf = ({ tenant }: Visit, wish: Wish): Preview =>
    grantOf({ directory: tenant.directory, resources: resources(), chooser: place.chooser }, wish);

  return {
    path: '/console/tokens',
    label: 'Tokens',
    // What is minted is what the model gives now; nothing typed can be lost over it.
    concerns: [],
    get(visit) {
      const chosen = chosenBy(visit.tenant.directory, visit.query);
      const wish = wishOf(visit.tenant.directory, chosen);
      if ('problem' in wish) {
        const view = problemView(visit, chosen, wish.problem);
        // Of a model that is not finished nothing was chosen wrongly.
        return wish.problem === NOBODY_YET ? { ...view, status: 200 } : view;
      }
      const preview = previewOf(visit, wish);
      const foretold = html`${previewCard(preview, wish)} ${scriptNote(visit, wish)}`;
      return page(visit, chosen, html`${foretold} ${mintForm(visit, chosen, preview)}`);
    },
    posts: {
      async mint(submission) {
        const { directory } = submission.tenant;
        const chosen = chosenBy(directory, submission.values);
        const wish = wishOf(directory, chosen);
        if ('problem' in wish) return problemView(submission, chosen, wish.problem);
        const preview = previewOf(submission, wish);
        const minted = await mint({ directory, place }, wish);
        const content = html`${mintedCard(submission, wish, preview, minted)}
        ${previewCard(preview, wish, 'As it was foretold')}`;
        return { ...page(submission, chosen, content), script: COPY_SCRIPT };
      },
    },
  };
}

function page(visit: Visit, chosen: Chosen, content: Html): View {
  return {
    content: html`<p>
        Granted is what is asked for <strong>and</strong> what the roles hold on that resource at this moment.
      </p>
      ${content} ${chooseForm(visit, chosen)}`,
  };
}

/** A script of the model's own has the last word, and is not run for a preview. */
function scriptNote({ tenant }: Visit, { user }: Wish): Html | undefined {
  const kind = user === undefined ? 'client-credentials' : 'access-token';
  const { customClaims } = tenant.directory;
  if (customClaims === undefined && tenant.customizers.get(kind) === undefined) return undefined;
  return html`<p class="changed">
    A script adds claims to these tokens, and may refuse them: it runs when the token is made, and not here.
  </p>`;
}

function problemView(visit: Visit, chosen: Chosen, problem: string): View {
  return { ...page(visit, chosen, html`<p class="problem" role="alert">${problem}</p>`), status: 422 };
}

/** A token is made by a POST, and shown in its answer: never in an address. */
function mintForm(visit: Visit, chosen: Chosen, preview: Preview): Html | undefined {
  if (preview.kind === 'impossible') return undefined;
  const values = { ...chosen, scope: chosen.scopes, more: '' };
  const content = html`${FIELDS.map((name) => {
    const value = values[name];
    const all = typeof value === 'string' ? [value] : value;
    return html`${all.map((each) => html`<input type="hidden" name="${name}" value="${each}" />`)}`;
  })}`;
  return html`<div>
    ${formHtml(formOf(visit, 'mint'), { content, button: 'Get this token by the real flow' })}
  </div>`;
}

function mintedCard({ site }: Visit, wish: Wish, preview: Preview, minted: Minted): Html {
  if (minted.kind !== 'token') return refusedCard(minted);
  const line = testLine(wish, preview);
  const api = site.isDemo ? 'http://localhost:3301/products' : (wish.resource ?? `${site.issuer}/me`);
  const opaque = preview.kind === 'opaque' ? preview : undefined;
  const copies = [
    ...tokenCopies(minted.token, opaque === undefined ? api : `${site.issuer}/me`),
    ...(line ? [line] : []),
  ];
  return html`<section class="card" aria-labelledby="minted">
    <h2 id="minted">${opaque === undefined ? 'The token' : 'An opaque token'}</h2>
    <p role="status">
      ${
        opaque === undefined
          ? html`It holds
            ${minted.scope ? html`<code>${minted.scope}</code>` : html`<strong>no permission</strong>`}.`
          : html`No API can judge it: ${opaque.reason}.`
      }
    </p>
    ${copyList(copies)} ${decoded(minted.token)}
  </section>`;
}

function refusedCard(minted: Exclude<Minted, { readonly kind: 'token' }>): Html {
  const sentence =
    minted.kind === 'impossible'
      ? html`${minted.sentence}`
      : html`<code>${minted.error}</code>, ${minted.description}`;
  return html`<section class="card" aria-labelledby="minted">
    <h2 id="minted">No token</h2>
    <p class="problem" role="alert">The issuer’s own answer: ${sentence}.</p>
  </section>`;
}
