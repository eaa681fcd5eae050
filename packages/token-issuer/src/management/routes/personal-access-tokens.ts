import { randomBytes } from 'node:crypto';

import { z } from 'zod/v3';

import type { PersonalAccessTokenState, UserState } from '../../access/state.js';
import { moment, textUpTo } from '../guard.js';
import { findUser } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, ok, route } from '../route.js';
import type { Answer, Route } from '../route.js';
import { shapeToken } from '../shapes/user.js';
import type { Tenant } from '../tenant.js';

/** Of which Logto makes 32 characters. */
const SECRET_BYTES = 24;
const tokenBody = z.object({ name: textUpTo(256), expiresAt: moment.nullable().optional() });

/** The personal access tokens of a user. */
export const tokenRoutes: readonly Route[] = [
  route('GET', '/users/:userId/personal-access-tokens', {
    answer: ({ tenant, params: { userId = '' } }) => {
      const user = findUser(tenant, userId);
      return ok([...user.tokens.values()].toReversed().map((token) => shapeToken(tenant, user, token)));
    },
  }),
  route('POST', '/users/:userId/personal-access-tokens', {
    body: tokenBody,
    answer: ({ tenant, params: { userId = '' }, body: { name, expiresAt } }) => {
      assertFuture(tenant, expiresAt);
      const user = tenant.directory.users.get(userId);
      if (user === undefined) throw new Refusal(404, 'entity.relation_foreign_key_not_found');
      assertFree(user, name);
      const token: PersonalAccessTokenState = {
        name,
        token: `pat_${createSecret()}`,
        expiresAt: expiresAt ?? undefined,
        createdAt: tenant.directory.now(),
      };
      user.tokens.set(name, token);
      return created(shapeToken(tenant, user, token));
    },
  }),
  // The name may stand in the body too: not every name can stand in a path.
  route('PATCH', '/users/:userId/personal-access-tokens', {
    body: z.object({ name: textUpTo(256), currentName: z.string().optional() }),
    answer: ({ tenant, params: { userId = '' }, body: { name, currentName = name } }) =>
      rename(tenant, userId, currentName, name),
  }),
  route('POST', '/users/:userId/personal-access-tokens/delete', {
    body: z.object({ name: z.string() }),
    answer: ({ tenant, params: { userId = '' }, body: { name } }) => remove(tenant, userId, name),
  }),
  route('PATCH', '/users/:userId/personal-access-tokens/:name', {
    body: tokenBody.pick({ name: true }),
    answer: ({ tenant, params: { userId = '', name = '' }, body }) => rename(tenant, userId, name, body.name),
  }),
  route('DELETE', '/users/:userId/personal-access-tokens/:name', {
    answer: ({ tenant, params: { userId = '', name = '' } }) => remove(tenant, userId, name),
  }),
];

/** A secret as Logto makes them: 32 letters and digits. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64').replaceAll('+', 'a').replaceAll('/', 'b');
}

/** @throws Refusal 400 for a moment that has passed. */
export function assertFuture({ directory }: Tenant, expiresAt: number | null | undefined): void {
  if (expiresAt !== undefined && expiresAt !== null && expiresAt !== 0 && expiresAt <= directory.now()) {
    const details = 'The value of `expiresAt` must be in the future.';
    throw new Refusal(400, 'request.invalid_input', { words: { details } });
  }
}

function assertFree({ tokens }: UserState, name: string): void {
  if (tokens.has(name)) throw new Refusal(422, 'user.personal_access_token_name_exists');
}

function rename(tenant: Tenant, userId: string, before: string, name: string): Answer {
  const user = tenant.directory.users.get(userId);
  const token = user?.tokens.get(before);
  if (user === undefined || token === undefined) {
    throw new Refusal(404, 'entity.not_exists', { words: { name: 'personal_access_token' } });
  }
  if (name !== before) assertFree(user, name);
  const renamed = { ...token, name };
  user.tokens.delete(before);
  user.tokens.set(name, renamed);
  return ok(shapeToken(tenant, user, renamed));
}

function remove({ directory }: Tenant, userId: string, name: string): Answer {
  if (directory.users.get(userId)?.tokens.delete(name) !== true) throw notFound();
  return done;
}
