import {
  type Authentication,
  authenticate,
  authorize,
  type CompiledRequirement,
  type Requirements,
  type VerifiedToken,
  type Verifier,
} from '@acme/token-core';
import {
  compileFor,
  expectMetadata,
  expectOptions,
  type ProtectOptions,
  readReport,
} from '@acme/token-core/adapter';
import { type AuthInfo, authInfoOf } from './auth-info.js';
import { parseBody, readBody, TOO_LONG } from './body.js';
import { demandsReader, type McpDemands } from './demands.js';
import { endWithToken, isEndless } from './streams.js';

/** What a server is handed beside the request: the shape that `createMcpHandler(…).fetch` of the SDK takes. */
export interface McpHandlerOptions {
  /** Who calls. */
  authInfo: AuthInfo;
  /** The body, read and parsed once; not there where there is none, or it is no JSON. */
  parsedBody?: unknown;
}

/** An MCP server as a handler of `fetch` requests. */
export type McpHandler = (request: Request, options: McpHandlerOptions) => Response | Promise<Response>;

/** What {@link protectMcp} may be told. */
export interface ProtectMcpOptions<S extends string = string> extends McpDemands<S>, ProtectOptions {
  /** What every request needs, whatever it asks for. Default: any valid token. */
  readonly requirement?: Requirements<S>;
  /** Longest body, in bytes. Default 4194304; 1024 to 67108864. */
  readonly maxBodyLength?: number;
}

const KNOWN: readonly (keyof ProtectMcpOptions)[] = [
  'requirement',
  'tools',
  'prompts',
  'resources',
  'maxBodyLength',
  'report',
];

/**
 * Protects an MCP server: a request reaches it only with a valid access token for it, and a call of a tool only with the
 * permissions of the tool. A client without a token is told where to get one (RFC 9728), one whose token lacks a permission
 * which one to ask for; the document that tells it is served here as well.
 *
 * @param verifier - With the option `metadata`.
 * @param handler - The server: `createMcpHandler(factory).fetch`, or anything of that shape.
 * @throws TypeError when the verifier publishes nothing, when its resource is not spelled as MCP clients send it, or when a
 *   demand is a mistake.
 * @example
 * const server = createMcpHandler(() => makeServer());
 * export default { fetch: protectMcp(verifier, server.fetch, { tools: { 'add-note': { scopes: ['notes:write'] } } }) };
 */
export function protectMcp<S extends string>(
  verifier: Verifier<S>,
  handler: McpHandler,
  options: ProtectMcpOptions<NoInfer<S>> = {},
): (request: Request) => Promise<Response> {
  return protect(verifier, handler, options);
}

function protect(
  verifier: Verifier,
  handler: McpHandler,
  options: ProtectMcpOptions,
): (request: Request) => Promise<Response> {
  const metadata = expectMetadata(verifier);
  checkSpelling(verifier.resource.indicator);
  if (typeof handler !== 'function') throw new TypeError('protectMcp: handler: expected a function.');
  const own = expectOptions<ProtectMcpOptions>('protectMcp', options, KNOWN);
  const requirement = own.requirement === undefined ? undefined : compileFor(verifier, own.requirement);
  const demandsOf = demandsReader(verifier, own);
  const maxBodyLength = readBound(own.maxBodyLength);
  const report = readReport(own.report === undefined ? undefined : { report: own.report });

  const judge = async (
    request: Request,
    token: VerifiedToken,
    demands: readonly CompiledRequirement[],
  ): Promise<Authentication> =>
    authorize(verifier, token, demands.length === 0 ? undefined : [...demands], request);

  return async (request) => {
    const published = metadata.answer(request.method, request.url);
    if (published !== undefined) {
      return new Response(published.body === '' ? null : published.body, {
        status: published.status,
        headers: { ...published.headers },
      });
    }
    // Before the body is read, which strangers may send without end.
    const admission = await authenticate(verifier, request, requirement);
    if (!admission.ok) return refuse(admission, request);
    const text = await readBody(request, maxBodyLength);
    if (text === TOO_LONG) return new Response(null, { status: 413 });
    const parsedBody = parseBody(text);
    const { token } = admission;
    const demands = demandsOf(parsedBody);
    const further = demands.length === 0 ? undefined : await judge(request, token, demands);
    if (further !== undefined && !further.ok) return refuse(further, request);
    report(admission);
    const authInfo = authInfoOf(verifier, token, request);
    const response = await handler(withBody(request, text), {
      authInfo,
      ...(parsedBody !== undefined && { parsedBody }),
    });
    if (!isEndless(request, parsedBody, response)) return response;
    const all = requirement === undefined ? demands : [requirement, ...demands];
    return endWithToken(response, token.expiresAt, async () => {
      try {
        return (await judge(request, token, all)).ok;
      } catch {
        // A verifier that somebody wrote by hand may fail with anything.
        return false;
      }
    });
  };

  function refuse(decision: Refused, request: Request): Response {
    report(decision, { request, verifier });
    const { status, headers, body } = decision.response;
    return new Response(request.method === 'HEAD' ? null : body, { status, headers: { ...headers } });
  }
}

type Refused = Extract<Authentication, { readonly ok: false }>;

/** The request again, for a server that reads the body by itself. */
function withBody(request: Request, text: string): Request {
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, ...(text !== '' && { body: text }) });
}

/**
 * MCP clients send the address of the server as `resource`, as `URL` spells it; the authorization server compares letters. So
 * `https://notes.example.com` would be asked for with a slash that nobody registered.
 */
function checkSpelling(indicator: string): void {
  const sent = new URL(indicator).href;
  if (sent === indicator) return;
  throw new TypeError(
    `protectMcp: resource: MCP clients ask for ${sent}, which is not ${indicator} to the letter: give the indicator a path, such as ${new URL('/mcp', sent).href}, and register it so.`,
  );
}

function readBound(value: number | undefined): number {
  if (value === undefined) return 4_194_304;
  if (Number.isInteger(value) && value >= 1024 && value <= 67_108_864) return value;
  throw new TypeError('protectMcp: maxBodyLength: expected a whole number of bytes from 1024 to 67108864.');
}
