/** Logto's words for OAuth errors. `{{…}}` stands in its answers as it does here. */
const MESSAGES: Readonly<Record<string, string>> = {
  aborted: 'The end-user aborted interaction.',
  access_denied: 'Access denied.',
  insufficient_scope: 'Token missing scope `{{scope}}`.',
  invalid_client_metadata: 'Invalid client metadata provided.',
  invalid_grant: 'Grant request is invalid.',
  invalid_redirect_uri: "`redirect_uri` did not match any of the client's registered `redirect_uris`.",
  invalid_request: 'Request is invalid.',
  invalid_scope: 'Invalid scope: {{error_description}}.',
  invalid_target: 'Invalid resource indicator.',
  invalid_token: 'Invalid token provided.',
  server_error: 'An unknown OIDC error occurred. Please try again later.',
  unsupported_grant_type: 'Unsupported `grant_type` requested.',
  unsupported_response_mode: 'Unsupported `response_mode` requested.',
  unsupported_response_type: 'Unsupported `response_type` requested.',
};

const MORE: Readonly<Record<string, string>> = { invalid_grant: 'https://openid.sh/debug/invalid_grant' };

const LOST_SESSION = 'Session not found. Please go back and sign in again.';

/** A sign-in that has ended, or was begun in another browser. Logto tells it by oidc-provider's words too. */
function isLostSession(description: string): boolean {
  return (
    (description.includes('session') && description.includes('not found')) ||
    description.includes('authorization request has expired')
  );
}

/** What is used of Koa's context. */
interface Context {
  status: number;
  body: unknown;
  readonly method: string;
  readonly path: string;
}

/**
 * Makes an error's body Logto's: `code` and `message` beside what OAuth says. The official SDKs throw a
 * `LogtoRequestError` for a body with a `code`, and something else for one without.
 */
export function describeError(ctx: Context): void {
  if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null)) {
    ctx.status = 404;
    ctx.body = {
      error: 'invalid_request',
      error_description: `unrecognized route or not allowed method (${ctx.method} on ${ctx.path})`,
    };
  }
  const { body, status } = ctx;
  if (status < 400 || typeof body !== 'object' || body === null || !('error' in body)) return;
  const { error } = body;
  if (typeof error !== 'string') return;
  const uri = MORE[error];
  const isLost = 'error_description' in body && isLostSession(String(body.error_description));
  ctx.status = status;
  ctx.body = {
    code: isLost ? 'session.not_found' : `oidc.${error}`,
    message: isLost ? LOST_SESSION : (MESSAGES[error] ?? `An OIDC error occurred: oidc.${error}.`),
    ...(uri === undefined ? {} : { error_uri: uri }),
    ...body,
  };
}
