import { z } from 'zod/v3';

import { HOOK_EVENTS } from '../../webhooks/events.js';
import type { Hook } from '../../webhooks/hooks.js';
import { assertSomething } from '../lookup.js';
import { noSuch, notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { isYes } from '../search.js';
import type { Tenant } from '../tenant.js';
import { createSecret } from './personal-access-tokens.js';

const event = z.enum(HOOK_EVENTS);
const events = event
  .array()
  .nonempty()
  .transform((all) => [...new Set(all)]);
const config = z.object({
  url: z.string(),
  headers: z.record(z.string()).optional(),
  retries: z.number().gte(0).lte(3).optional(),
});
const query = z.object({ includeExecutionStats: z.string().optional() });
const name = z.string().max(256).optional();

/** Webhooks. */
export const hookRoutes: readonly Route[] = [
  route('GET', '/hooks', {
    pages: 'optional',
    query,
    answer: ({ tenant, query: { includeExecutionStats } }) => {
      const shape = isYes(includeExecutionStats) ? shapeHookWithStats : shapeHook;
      return list(tenant.hooks.all(), (hook) => shape(tenant, hook));
    },
  }),
  route('POST', '/hooks', {
    body: z.object({
      name,
      config,
      enabled: z.boolean().optional(),
      event: event.optional(),
      events: events.optional(),
    }),
    answer: ({ tenant, body }) => {
      if (body.event === undefined && body.events === undefined)
        throw new Refusal(400, 'hook.missing_events');
      const hook = tenant.hooks.add({
        name: body.name ?? '',
        event: body.event ?? null,
        events: body.events ?? [],
        config: body.config,
        signingKey: createSecret(),
        enabled: body.enabled ?? true,
      });
      return created(shapeHook(tenant, hook));
    },
  }),
  route('GET', '/hooks/:id', {
    query,
    answer: ({ tenant, params: { id = '' }, query: { includeExecutionStats } }) => {
      const hook = findHook(tenant, id);
      // Any text means yes here.
      return ok(includeExecutionStats ? shapeHookWithStats(tenant, hook) : shapeHook(tenant, hook));
    },
  }),
  route('PATCH', '/hooks/:id', {
    body: z
      .object({ name, config, enabled: z.boolean(), event: event.nullable().optional(), events })
      .partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      assertSomething(body);
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      return ok(changed(tenant, id, Object.fromEntries(given)));
    },
  }),
  route('PATCH', '/hooks/:id/signing-key', {
    answer: ({ tenant, params: { id = '' } }) => ok(changed(tenant, id, { signingKey: createSecret() })),
  }),
  route('DELETE', '/hooks/:id', {
    answer: ({ tenant, params: { id = '' } }) => {
      if (!tenant.hooks.remove(id)) throw notFound();
      return done;
    },
  }),
  route('GET', '/hooks/:id/recent-logs', {
    pages: 'always',
    query: z.object({ logKey: z.string().optional() }),
    answer: ({ tenant, params: { id = '' }, query: { logKey } }) =>
      list(
        tenant.hooks.recent(id).filter(({ key }) => logKey === undefined || key === logKey),
        (entry) => entry,
      ),
  }),
  route('POST', '/hooks/:id/test', {
    body: z.object({ events, config }),
    answer: async ({ tenant, params: { id = '' }, body }) => {
      const hook = findHook(tenant, id);
      for (const tested of body.events) {
        const { response, error } = await tenant.hooks.test(hook, tested, body.config);
        if (error === undefined) continue;
        if (response === undefined) {
          throw new Refusal(422, 'hook.send_test_payload_failed', { words: { message: error } });
        }
        const data = { responseStatus: response.statusCode, responseBody: textOf(response.body) };
        throw new Refusal(422, 'hook.endpoint_responded_with_error', { data });
      }
      return done;
    },
  }),
];

function findHook({ hooks }: Tenant, id: string): Hook {
  const hook = hooks.get(id);
  if (hook === undefined) throw noSuch('hooks', id);
  return hook;
}

function changed(tenant: Tenant, id: string, changes: Partial<Hook>) {
  const hook = tenant.hooks.change(id, changes);
  if (hook === undefined) throw new Refusal(404, 'entity.not_exists', { words: { name: 'hook' } });
  return shapeHook(tenant, hook);
}

function shapeHook({ id: tenantId }: Tenant, hook: Hook) {
  return { tenantId, ...hook };
}

function shapeHookWithStats(tenant: Tenant, hook: Hook) {
  return { ...shapeHook(tenant, hook), executionStats: tenant.hooks.stats(hook.id) };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
