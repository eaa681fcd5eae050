// An app in CommonJS, as most that exist: `require` of a package in ESM.
const { authenticate, createVerifier, staticKeys } = require('@acme/token-core');
const expected = require('../../../packages/token-core/test/vectors/logto/expected.json');
const jwks = require('../../../packages/token-core/test/vectors/logto/jwks.json');
const samples = require('../../../packages/token-core/test/vectors/logto/tokens.json');

async function main() {
  const verifier = createVerifier({
    issuer: 'http://localhost:3001/oidc',
    resource: 'https://api.example.com',
    keys: staticKeys(jwks),
    now: () => 1_795_409_900_000,
  });
  const failures = [];
  let passed = 0;
  for (const { name, accessToken } of samples) {
    const result = await authenticate(verifier, { headers: { authorization: `Bearer ${accessToken}` } });
    const found = JSON.stringify(result.ok ? [...result.token.scopes] : result.error.reason);
    if (found === JSON.stringify(expected[name])) passed++;
    else failures.push(`${name}: found ${found}`);
  }
  console.log(JSON.stringify({ passed, failures }));
}

void main();
