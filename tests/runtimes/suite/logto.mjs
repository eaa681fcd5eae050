import { authenticate, createVerifier, defineResource, staticKeys } from '@acme/token-core';
import expected from '../../../packages/token-core/test/vectors/logto/expected.json' with { type: 'json' };
import jwks from '../../../packages/token-core/test/vectors/logto/jwks.json' with { type: 'json' };
import samples from '../../../packages/token-core/test/vectors/logto/tokens.json' with { type: 'json' };

const RECORDED = 1_795_409_900;

/** Tokens that a real server issued: each twice, so that the second comes out of the cache. */
export async function checkLogto(checks) {
  const verifier = createVerifier({
    issuer: 'http://localhost:3001/oidc',
    resource: defineResource({
      indicator: 'https://api.example.com',
      scopes: { 'read:products': 'See the products', 'write:products': 'Change the products' },
    }),
    keys: staticKeys(jwks),
    now: () => RECORDED * 1000,
  });
  for (const { name, accessToken } of samples) {
    const request = { headers: new Headers({ authorization: `Bearer ${accessToken}` }) };
    for (const time of ['first', 'second']) {
      const result = await authenticate(verifier, request);
      const found = result.ok ? [...result.token.scopes] : result.error.reason;
      checks.equal(`${name}, ${time} time`, found, expected[name]);
    }
  }
}
