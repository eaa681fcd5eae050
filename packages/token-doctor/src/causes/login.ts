import { type Finding, finding } from '@acme/token-core/explain';

/** What is known of a sign-in that did not bring a token for the API. */
export interface LoginFacts {
  readonly resource: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The error code, where a request was refused. */
  readonly error: string | undefined;
  readonly at: 'authorization' | 'token';
}

/**
 * Why the walk that names the resource everywhere brought no JWT.
 *
 * @example
 * const { mend } = explainLogin({
 *   resource: 'https://api.example.com',
 *   clientId: 'shop',
 *   redirectUri: 'http://localhost:9999/callback',
 *   error: 'invalid_target',
 *   at: 'authorization',
 * });
 */
export function explainLogin({ resource, clientId, redirectUri, error, at }: LoginFacts): Finding {
  const where = at === 'authorization' ? 'authorization endpoint' : 'token endpoint';
  switch (error ?? '') {
    case '':
      return make(
        'opaque',
        'likely',
        'The token is opaque although both requests name the resource: the authorization server does not take `resource` for this client.',
        'Look at whether it knows the parameter (RFC 8707); others ask by `audience`, or by scopes.',
        'a JWT',
        'an opaque token',
      );
    case 'invalid_target':
      return make(
        'resource-unknown',
        'certain',
        `The authorization server knows no resource ${resource}: the ${where} answers invalid_target.`,
        'Register the API resource with exactly this indicator; a slash at its end counts.',
        'a registered indicator',
        resource,
      );
    case 'invalid_redirect_uri':
    case 'redirect_uri_mismatch':
      return make(
        'redirect-uri',
        'certain',
        `The client ${clientId} has not registered the redirect URI ${redirectUri}.`,
        'Register it for the client, letter for letter; or name one that is: --redirect-uri.',
        'a registered redirect URI',
        redirectUri,
      );
    case 'invalid_client':
    case 'unauthorized_client':
      return make(
        'client',
        'certain',
        at === 'authorization'
          ? `The authorization server knows no client ${clientId}.`
          : `The token endpoint refuses the client ${clientId}: it wants a secret, or another one.`,
        at === 'authorization'
          ? 'Check the id of the client, and the tenant.'
          : 'Set TOKEN_DOCTOR_CLIENT_SECRET to the secret of this client; a single-page app has none.',
      );
    case 'invalid_scope':
      return make(
        'scope',
        'certain',
        'The authorization server refuses what is asked for in `scope`.',
        'Ask for permissions that the resource has: --scope.',
      );
    default:
      return make(
        'refused',
        'certain',
        `The ${where} refuses the request: ${error}.`,
        'Look at the log of the authorization server.',
        undefined,
        error,
      );
  }
}

/**
 * The browser never came back.
 *
 * @example
 * console.warn(explainNoCallback('http://localhost:9999/callback').mend);
 */
export function explainNoCallback(redirectUri: string): Finding {
  return make(
    'no-callback',
    'possible',
    `No browser came back to ${redirectUri} in time.`,
    `Open the address that was printed, and sign in. If the authorization server shows an error instead, the redirect URI is most often not registered.`,
  );
}

function make(
  name: string,
  certainty: Finding['certainty'],
  sentence: string,
  mend: string,
  expected?: string,
  found?: string,
): Finding {
  return finding(`login.${name}`, certainty, sentence, mend, expected, found);
}
