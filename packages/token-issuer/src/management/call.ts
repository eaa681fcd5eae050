import type { Caller } from './events.js';
import { happeningsOf } from './events.js';
import { guard } from './guard.js';
import type { Found } from './match.js';
import { readPage } from './pages.js';
import type { Page } from './pages.js';
import type { Answer } from './route.js';
import type { Tenant } from './tenant.js';

/** What is no part of the access model. */
const BESIDE_ACCESS = /^\/(?:hooks|configs)\b|\/(?:sessions|grants|password\/verify)\b/;

/** A call of a route, wherever it comes from. */
export interface RouteCall {
  readonly tenant: Tenant;
  readonly found: Found;
  /** Below `/api`. */
  readonly path: string;
  readonly search: URLSearchParams;
  /** Asked for where the route takes a body. */
  readonly content: () => Promise<unknown>;
  /** The `sub` of who calls. */
  readonly subject: string;
  /** What webhooks are told of who calls. */
  readonly caller: Caller;
}

/** Calls a route by its rules, keeps what it changed and tells the webhooks. @throws Refusal */
export async function callRoute(
  call: RouteCall,
): Promise<{ readonly answer: Answer; readonly page: Page | undefined }> {
  const { tenant, found, path, search } = call;
  const { route, params } = found;
  const page = route.pages === undefined ? undefined : readPage(search, route.pages === 'optional');
  const answer = await route.answer({
    tenant,
    params,
    search,
    caller: call.subject,
    query: route.query === undefined ? {} : guard('query', route.query, queryMembers(search)),
    body: route.body === undefined ? {} : guard('body', route.body, await call.content()),
  });
  if (route.method !== 'GET') {
    if (!BESIDE_ACCESS.test(route.path)) tenant.directory.changed();
    tenant.hooks.tell(happeningsOf(found, path, answer, call.caller));
  }
  return { answer, page };
}

/** Koa's reading of a query: what comes twice is a list. */
function queryMembers(query: URLSearchParams): Readonly<Record<string, string | readonly string[]>> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
    }),
  );
}
