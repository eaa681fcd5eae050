import { caseDetail, html } from 'local-pages';
import type { Html } from 'local-pages';

import type { Directory } from '../../../access/directory.js';
import { field, formHtml, formOf, select } from '../../form.js';
import { reject } from '../../room.js';
import type { Room, View, Visit } from '../../room.js';
import { decoded } from '../tokens/decoded.js';
import { judge, judgesOf, namedJudge, tokenIn } from './judge.js';
import type { Judge } from './judge.js';

/** In characters. The verifier takes less; a longer text is no token. */
const LONGEST = 65_536;

/** To see what is in any token, and whether and why an API accepts it. */
export const paste: Room = {
  path: '/console/paste',
  label: 'Paste a token',
  concerns: [],
  get: (visit) => ({ content: pasteForm(visit) }),
  posts: {
    async judge(submission) {
      const { tenant, site, values } = submission;
      const token = tokenIn(values.get('token') ?? '');
      if (token === '') reject('token', 'Paste a token first.');
      if (token.length > LONGEST)
        reject('token', `This is too long for a token: ${token.length} characters.`);
      const judges = judgesOf(tenant.directory);
      const chosen = chosenJudge(judges, values.get('audience') ?? '', token);
      const required = (values.get('scopes') ?? '').split(/\s+/).filter((name) => name !== '');
      const unknown = required.find((name) => !Object.hasOwn(chosen.scopes, name));
      if (unknown !== undefined) {
        const known = Object.keys(chosen.scopes).join(' ') || 'none';
        reject('scopes', `${chosen.audience} has no such permission. It has: ${known}.`);
      }
      const found = await judge(site, chosen, token, required).catch(cannotJudge);
      return view(submission, caseDetail(found, `As ${chosen.audience} judges it`), token);
    },
  },
};

/** Logto registers what no API can name itself by; whatever else fails is no mistake of the person's. */
function cannotJudge(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  return reject('audience', `No API can be this: ${error.message}.`);
}

/** That which the form names; where it names none, that which the token names, else the first. */
function chosenJudge(judges: readonly Judge[], audience: string, token: string): Judge {
  if (audience === '') {
    const usual = namedJudge(judges, token) ?? judges[0];
    return usual ?? reject('audience', 'There is nothing that a token could be for.');
  }
  const named = judges.find((each) => each.audience === audience);
  return named ?? reject('audience', 'This is gone: it was removed since the page was opened.');
}

/** What was pasted comes back decoded, and never in the field. */
function view(visit: Visit, found: Html, token: string): View {
  const inside = decoded(token);
  return {
    content: html`${found}
    ${
      inside === undefined
        ? undefined
        : html`<section class="card" aria-labelledby="inside">
            <h2 id="inside">What is in it</h2>
            <p class="soft">As it says of itself; only the judgement above has verified it.</p>
            ${inside}
          </section>`
    }
    ${pasteForm(visit)}`,
  };
}

function pasteForm(visit: Visit): Html {
  const form = formOf(visit, 'judge');
  const choices = audiences(visit.tenant.directory).map((audience) => ({ value: audience, label: audience }));
  return html`<section class="card" aria-labelledby="paste">
    <h2 id="paste">Judge a token</h2>
    <p class="soft">It is judged here as an API of yours would. It is sent to nobody else and not kept.</p>
    ${formHtml(form, {
      button: 'Judge it',
      content: html`${field(form, {
        name: 'token',
        label: 'An access token',
        hint: 'Alone, or with Bearer or the whole header in front.',
        rows: 5,
      })}
      ${select(form, {
        name: 'audience',
        label: 'For the API',
        choices: [{ value: '', label: 'that the token names' }, ...choices],
      })}
      ${field(form, { name: 'scopes', label: 'Permissions that a route demands', hint: 'Separated by blanks. Optional.' })}`,
    })}
  </section>`;
}

function audiences(directory: Directory): readonly string[] {
  return judgesOf(directory).map(({ audience }) => audience);
}
