import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { errors } from 'oidc-provider';

import { mediaType, readBody } from 'local-pages';

/** The longest body, in bytes, as in Logto. */
const LONGEST_BODY = 57_344;
const FORM = 'application/x-www-form-urlencoded';

/** What is used of Koa's context; its types are not among the dependencies. */
interface Context {
  method: string;
  path: string;
  querystring: string;
  req: IncomingMessage;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * What Logto takes beyond oidc-provider: `POST /auth`, JSON bodies, several resources with commas between, and more
 * than one blank between scopes.
 */
export async function prepareRequest(ctx: Context): Promise<void> {
  const path = ctx.path.toLowerCase();
  // The way back from a sign-in takes no parameters; oidc-provider 9.13 fails over a client_id there.
  if (path.startsWith('/auth/')) setQuery(ctx, '');
  if (ctx.method === 'POST') await rewriteBody(ctx, path);
  if (path === '/auth')
    setQuery(ctx, splitResources(oneBlank(new URLSearchParams(ctx.querystring))).toString());
}

async function rewriteBody(ctx: Context, path: string): Promise<void> {
  const type = mediaType(ctx.req);
  if (type !== 'application/json' && !(type === FORM && (path === '/auth' || path === '/token'))) return;
  const body = await readBody(ctx.req, LONGEST_BODY);
  if (body === undefined) throw new errors.InvalidRequest('request entity too large');
  const text = body.toString('utf8');
  const form = oneBlank(type === FORM ? new URLSearchParams(text) : formOf(text));
  if (path !== '/auth') {
    ctx.req = withForm(ctx.req, form.toString());
    return;
  }
  ctx.method = 'GET';
  setQuery(ctx, form.toString());
}

/** oidc-provider finds the path that it is mounted at by what `originalUrl` has before `url`. */
function setQuery(ctx: Context, query: string): void {
  const request = ctx.req as IncomingMessage & { originalUrl?: string };
  const whole = request.originalUrl ?? '';
  const mount = whole.slice(0, whole.length - (request.url ?? '').length);
  ctx.querystring = query;
  request.originalUrl = `${mount}${request.url ?? ''}`;
}

function oneBlank(form: URLSearchParams): URLSearchParams {
  const scopes = form.getAll('scope');
  if (scopes.length === 1) form.set('scope', scopes.join('').trim().replaceAll(/ {2,}/g, ' '));
  return form;
}

/** JSON members as a form. Whatever is no text, number or boolean, nor a list of them, is not a parameter. */
function formOf(text: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parse(text))) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof item === 'string') form.append(name, item);
      else if (typeof item === 'number' || typeof item === 'boolean') form.append(name, String(item));
    }
  }
  return form;
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new errors.InvalidRequest('failed to parse the request body');
}

/** The request, with another body to be read from it. */
function withForm(request: Context['req'], form: string): Context['req'] {
  const body = Buffer.from(form);
  request.headers['content-type'] = FORM;
  request.headers['content-length'] = String(body.length);
  const stream = Readable.from([body]);
  return new Proxy(request, {
    get(target, name) {
      if (name === 'readable' || name === 'iterator' || name === 'readableEncoding') {
        const value: unknown = Reflect.get(stream, name);
        return typeof value === 'function' ? (value.bind(stream) as unknown) : value;
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function splitResources(form: URLSearchParams): URLSearchParams {
  const resources = form.getAll('resource');
  form.delete('resource');
  for (const resource of resources.flatMap((each) => each.split(',')))
    form.append('resource', resource.trim());
  return form;
}
