import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { deriveId } from '../../access/ids.js';
import type { KeyState } from '../../keys/key-ring.js';
import { SIGNING_ALGORITHMS } from '../../keys/signing-key.js';
import type { SigningAlgorithm } from '../../keys/signing-key.js';
import { needWholeNumber } from '../check.js';
import { field, formHtml, formOf, select } from '../form.js';
import type { Form } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { momentOf } from './words.js';

/** A day, in seconds: longer than anybody waits here. */
const LONGEST_GRACE = 86_400;
const WORDS: Readonly<Record<KeyState['status'], string>> = {
  current: 'signs',
  next: 'published, does not sign yet',
  previous: 'published, signs no more',
};

function view(visit: Visit): View {
  const states = visit.tenant.keys.states();
  const next = states.find(({ status }) => status === 'next');
  const rotate = formOf(visit, 'rotate');
  const stage = formOf(visit, 'stage');
  return {
    content: html`<p>
        The keys that tokens are signed with, as <a href="/oidc/jwks">the key set</a> publishes them. Here you
        can see what a rotation does to your API.
      </p>
      <section class="card" aria-labelledby="all">
        <h2 id="all">Published</h2>
        <ul class="things">
          ${states.map((state) => keyHtml(visit, state))}
        </ul>
      </section>
      <div class="grid two">
        <section class="card" aria-labelledby="rotate">
          <h2 id="rotate">Rotate</h2>
          <p class="hint">
            A new key signs at once, as with Logto: your API meets a key id that it has never seen. The key
            before stays published; one before that is dropped, and its unexpired tokens with it.
          </p>
          ${formHtml(rotate, {
            content: html`${algorithm(rotate, states)}
            ${field(rotate, {
              name: 'grace',
              label: 'Grace period in seconds',
              type: 'number',
              first: '0',
              hint: 'For so long the new key is published and does not sign yet.',
            })}`,
            button: 'Rotate',
          })}
        </section>
        <section class="card" aria-labelledby="stage">
          <h2 id="stage">Stage</h2>
          <p class="hint">
            Publishes a key that does not sign until you say so: your API can fetch it ahead of its use.
            ${next === undefined ? undefined : 'It takes the place of the one that is staged.'}
          </p>
          ${formHtml(stage, { kind: 'plain', content: algorithm(stage, states), button: 'Stage a key' })}
        </section>
      </div>`,
  };
}

function algorithm(form: Form, states: readonly KeyState[]): Html {
  const current = states.find(({ status }) => status === 'current');
  const ring = html`<input type="hidden" name="ring" value="${ringOf(states)}" />`;
  return html`${ring}
  ${select(form, {
    name: 'algorithm',
    label: 'Algorithm',
    ...(current !== undefined && { first: current.algorithm }),
    choices: SIGNING_ALGORITHMS.map((name) => ({ value: name, label: name })),
  })}`;
}

function keyHtml(visit: Visit, { kid, algorithm: name, status, createdAt, activateAt }: KeyState): Html {
  const action = status === 'next' ? 'activate' : 'withdraw';
  return html`<li>
    <div class="line">
      <p>
        <span class="badge ${status === 'current' ? 'good' : ''}">${status}</span> ${WORDS[status]}
        <br /><code>${kid}</code> <br /><span class="soft">
          ${name} · made ${momentOf(createdAt)} UTC
          ${activateAt === undefined ? undefined : html` · signs from ${momentOf(activateAt)} UTC on`}
        </span>
      </p>
      ${
        status === 'current'
          ? undefined
          : formHtml(formOf(visit, action, kid), {
              shape: 'inline',
              kind: status === 'next' ? 'plain' : 'danger',
              button: status === 'next' ? 'Let it sign' : 'Withdraw',
              buttonAbout: kid,
            })
      }
    </div>
  </li>`;
}

/** The keys that a form was made from. */
function ringOf(states: readonly KeyState[]): string {
  return states.map(({ kid }) => kid).join(' ');
}

function assertSame(submission: Parameters<Action>[0]): void {
  if (submission.values.get('ring') === ringOf(submission.tenant.keys.states())) return;
  reject('', 'The keys have changed since this page was opened. Look at them, and send it again.');
}

function needAlgorithm(values: URLSearchParams): SigningAlgorithm {
  const chosen = SIGNING_ALGORITHMS.find((name) => name === values.get('algorithm'));
  return chosen ?? reject('algorithm', `Expected one of ${SIGNING_ALGORITHMS.join(', ')}.`);
}

const rotate: Action = async (submission) => {
  assertSame(submission);
  const { values, tenant, call } = submission;
  const rotationGracePeriod = needWholeNumber(values, 'grace', {
    min: 0,
    max: LONGEST_GRACE,
    unit: 'seconds',
  });
  const signingKeyAlgorithm = needAlgorithm(values) === 'ES384' ? 'EC' : 'RSA';
  if (tenant.keys.ids().next !== undefined && rotationGracePeriod === 0) {
    reject(
      'grace',
      'A key is staged and must not be overtaken: let it sign, or give the new one a grace period.',
    );
  }
  await call('POST', '/configs/oidc/private-keys/rotate', { signingKeyAlgorithm, rotationGracePeriod });
  const { current, next } = tenant.keys.ids();
  return {
    said:
      rotationGracePeriod === 0
        ? `${current} signs now.`
        : `${next ?? ''} signs in ${rotationGracePeriod} s.`,
  };
};

const stage: Action = async (submission) => {
  assertSame(submission);
  // Not Logto's: the Management API has no word for it.
  const kid = await submission.tenant.keys.stage(needAlgorithm(submission.values));
  return { said: `${kid} is published, and does not sign yet.` };
};

const activate: Action = async ({ tenant, about }) => {
  if (tenant.keys.ids().next !== about) reject('', 'This key is not staged any more.');
  return { said: `${await tenant.keys.activate()} signs now.` };
};

const withdraw: Action = async ({ tenant, about, call }) => {
  if (tenant.keys.ids().previous !== about) reject('', 'This key is not the previous one any more.');
  await call('DELETE', apiPath`/configs/oidc/private-keys/${deriveId('key', about)}`);
  return { said: `${about} is withdrawn: its tokens are refused as soon as an API reads the key set again.` };
};

/** The signing keys: rotate, stage, withdraw. */
export const keys: Room = {
  path: '/console/keys',
  label: 'Keys',
  concerns: [],
  get: (visit) => (visit.rest.length > 0 ? undefined : view(visit)),
  posts: { rotate, stage, activate, withdraw },
};
