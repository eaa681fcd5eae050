import { type Finding, finding } from '@acme/token-core/explain';

/**
 * What the issuer says of a token that is no JWT: whether it knows it as a live one for userinfo.
 *
 * @example
 * console.log(explainOpaque(true, 'https://api.example.com').mend); // resource=https://api.example.com in both requests
 */
export function explainOpaque(isKnown: boolean, resource: string): Finding {
  return isKnown
    ? finding(
        'token.opaque-for-userinfo',
        'certain',
        'The token is a live opaque access token of this issuer, for userinfo alone: the client got it because it did not ask for this API.',
        `Send resource=${resource} in both the authorization request and the token request.`,
        'a JWT for this API',
        'an opaque token for userinfo',
      )
    : finding(
        'token.not-known',
        'likely',
        'The issuer does not know the text as a live access token: it has expired, or it is a refresh token, a secret, or of another tenant.',
        'Send the access token (`access_token` of the token answer), and ask for it with `resource`.',
        'an access token of this issuer',
        'a text that it does not know',
      );
}
