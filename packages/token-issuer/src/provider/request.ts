import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { errors } from 'oidc-provider';

import { mediaType, readBody } from '../http/body.js';

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

/** What Logto takes beyond oidc-provider: `POST /auth`, JSON bodies, and several resources with commas between. */
export async function prepareRequest(ctx: Context): Promise<void> {
  const path = ctx.path.toLowerCase();
  // The way back from a sign-in takes no parameters; oidc-provider 9.13 fails over a client_id there.
  if (path.startsWith('/auth/')) ctx.querystring = '';
  if (ctx.method === 'POST') await rewriteBody(ctx, path);
  if (path === '/auth') splitResources(ctx);
}

async function rewriteBody(ctx: Context, path: string): Promise<void> {
  const type = mediaType(ctx.req);
  const isAuthorization = path === '/auth';
  if (type !== 'application/json' && !(isAuthorization && type === FORM)) return;
  const body = await readBody(ctx.req, LONGEST_BODY);
  if (body === undefined) throw new errors.InvalidRequest('request entity too large');
  const text = body.toString('utf8');
  const form = type === FORM ? text : formOf(text).toString();
  if (isAuthorization) {
    ctx.method = 'GET';
    ctx.querystring = form;
    return;
  }
  ctx.req = withForm(ctx.req, form);
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

function splitResources(ctx: Context): void {
  const parameters = new URLSearchParams(ctx.querystring);
  const resources = parameters.getAll('resource');
  if (!resources.some((resource) => resource.includes(','))) return;
  parameters.delete('resource');
  for (const resource of resources.flatMap((each) => each.split(','))) {
    parameters.append('resource', resource.trim());
  }
  ctx.querystring = parameters.toString();
}
