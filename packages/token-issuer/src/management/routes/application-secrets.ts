import { z } from 'zod/v3';

import type { ClientSecretState } from '../../access/state.js';
import { moment, textUpTo } from '../guard.js';
import { findClient } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { shapeSecret } from '../shapes/application.js';
import { assertFuture, createSecret } from './personal-access-tokens.js';

const secretBody = z.object({ name: textUpTo(256), expiresAt: moment.nullable().optional() });

/** The secrets of an application. */
export const secretRoutes: readonly Route[] = [
  route('GET', '/applications/:id/secrets', {
    answer: ({ tenant, params: { id = '' } }) => {
      const client = findClient(tenant, id);
      return ok([...client.secrets.values()].map((secret) => shapeSecret(tenant, client, secret)));
    },
  }),
  route('POST', '/applications/:id/secrets', {
    body: secretBody,
    answer: ({ tenant, params: { id = '' }, body: { name, expiresAt } }) => {
      assertFuture(tenant, expiresAt);
      const client = findClient(tenant, id);
      // A public application has no secrets: Logto's database sees to it.
      if (client.kind === 'spa' || client.kind === 'native') {
        throw new Refusal(422, 'entity.db_constraint_violated');
      }
      if (client.secrets.has(name)) throw new Refusal(422, 'application.secret_name_exists');
      const secret: ClientSecretState = {
        name,
        value: createSecret(),
        expiresAt: expiresAt ?? undefined,
        createdAt: tenant.directory.now(),
      };
      client.secrets.set(name, secret);
      return created(shapeSecret(tenant, client, secret));
    },
  }),
  route('PATCH', '/applications/:id/secrets/:name', {
    body: secretBody.pick({ name: true }),
    answer: ({ tenant, params: { id = '', name: before = '' }, body: { name } }) => {
      const client = findClient(tenant, id);
      const secret = client.secrets.get(before);
      if (secret === undefined) {
        throw new Refusal(404, 'entity.not_exists', { words: { name: 'application_secret' } });
      }
      if (name !== before && client.secrets.has(name)) {
        throw new Refusal(422, 'application.secret_name_exists');
      }
      const renamed = { ...secret, name };
      client.secrets.delete(before);
      client.secrets.set(name, renamed);
      return ok(shapeSecret(tenant, client, renamed));
    },
  }),
  route('DELETE', '/applications/:id/secrets/:name', {
    answer: ({ tenant, params: { id = '', name = '' } }) => {
      if (!findClient(tenant, id).secrets.delete(name)) throw notFound();
      return done;
    },
  }),
];
