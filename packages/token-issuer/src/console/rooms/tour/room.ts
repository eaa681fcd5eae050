import type { Html } from 'local-pages';
import { html, timeline } from 'local-pages';

import type { Directory } from '../../../access/directory.js';
import type { SignInPlace } from '../../../flows/sign-in-for-code.js';
import { formHtml, formOf } from '../../form.js';
import { INDICATOR_SCRIPT } from '../../indicator.js';
import type { Room, View, Visit } from '../../room.js';
import { tourActions } from './actions.js';
import { createNotesApi } from './notes-api.js';
import type { NotesRules } from './notes-api.js';
import { progressOf, STEPS, stepsDone } from './progress.js';
import type { Progress, TourMemory } from './progress.js';
import { STEP_VIEWS } from './steps.js';

/** What the tour is made of, beside what every room can reach. */
export interface TourParts {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly directory: () => Directory;
  readonly place: SignInPlace;
}

/** The tour: its room, and what ends the API that it starts. */
export function createTour({ issuer, jwksUri, directory, place }: TourParts): {
  readonly room: Room;
  readonly close: () => void;
} {
  const memory: TourMemory = {};
  const { now } = place;
  const api = createNotesApi({ issuer, jwksUri, now, rules: () => rulesOf(progressOf(memory, directory())) });
  return {
    room: {
      path: '/console/tour',
      label: 'Tour',
      concerns: [],
      get: (visit) =>
        visit.rest.length > 0 ? undefined : view(visit, progressOf(memory, visit.tenant.directory)),
      posts: tourActions({ memory, place, api }),
    },
    close: () => {
      api.close();
    },
  };
}

function rulesOf({ resource, scopes }: Progress): NotesRules | undefined {
  if (resource === undefined || scopes === undefined) return undefined;
  const [read, write] = scopes;
  return { indicator: resource.indicator, read: read.name, write: write.name };
}

function view(visit: Visit, progress: Progress): View {
  const done = stepsDone(progress);
  return {
    content: html`<p>
        Six steps, from an API that nobody knows to one call that is answered and one that is refused. Each is
        real: the same change as everywhere in this console, the same requests as an application sends.
      </p>
      <section class="card" aria-labelledby="steps">
        <h2 id="steps">${done === STEPS ? 'All steps are done' : `Step ${done + 1} of ${STEPS}`}</h2>
        ${timeline(
          STEP_VIEWS.map(({ name, open, after }, index) => ({
            name,
            kind: index < done ? 'good' : undefined,
            content: index < done ? after(visit, progress) : index === done ? open(visit, progress) : html``,
          })),
        )}
      </section>
      ${done === 0 ? undefined : end(visit, done === STEPS)}`,
    script: INDICATOR_SCRIPT,
  };
}

function end(visit: Visit, isDone: boolean): Html {
  return html`<section class="card" aria-labelledby="end">
    <h2 id="end">${isDone ? 'And now' : 'Begin anew'}</h2>
    ${
      isDone
        ? html`<ul>
            <li>Put the lines above into your access file, and start the issuer with it.</li>
            <li><a href="/console/assignments">See at a glance who may what</a></li>
            <li><a href="/console/tokens">See beforehand what any token will hold, and why</a></li>
          </ul>`
        : undefined
    }
    ${formHtml(formOf(visit, 'take back'), {
      shape: 'inline',
      kind: 'plain',
      button: 'Take back what the tour made',
    })}
  </section>`;
}
