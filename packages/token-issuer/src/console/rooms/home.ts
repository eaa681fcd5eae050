import { html } from 'local-pages';

import type { Room } from '../room.js';

/** Where everything begins. */
export const home: Room = {
  path: '/',
  label: 'Overview',
  concerns: [],
  get: ({ site }) => ({
    title: 'Console',
    content: html`<div class="card">
      <p>The issuer is <code>${site.issuer}</code>.</p>
    </div>`,
  }),
  posts: {},
};
