// Whether `require` and `import` in one process give one core. Where a tool makes two of them (its first argument says that it does),
// whether both say the same: errors are known, compiled requirements and resources are taken, `known` decides.
const assert = require('node:assert/strict');
const required = require('@acme/token-core');
const { createTestIssuer } = require('@acme/token-testing');

const copies = Number(process.argv[2]);

void main().then(
  () => console.log('agreed'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);

async function main() {
  const imported = await import('@acme/token-core');
  assert.equal(required.InvalidTokenError === imported.InvalidTokenError, copies === 1);
  for (const entry of ['adapter', 'explain', 'fetch', 'given-keys', 'metadata', 'standing']) {
    const [one, other] = [require(`@acme/token-core/${entry}`), await import(`@acme/token-core/${entry}`)];
    const names = Object.keys(one).filter((name) => name !== '__esModule');
    assert.deepEqual(
      names.toSorted(),
      Object.keys(other)
        .filter((name) => name !== '__esModule' && name !== 'default' && name !== 'module.exports')
        .toSorted(),
    );
    // What entries share is shared: the error classes of an entry are those of its own copy.
    for (const name of names)
      if (name.endsWith('Error') && name in required)
        assert.equal(one[name], required[name], `${entry}: ${name}`);
  }
  await agree(required, imported);
  await agree(imported, required);
}

function request(text) {
  return { headers: { authorization: `Bearer ${text}` } };
}

/** One copy makes, the other judges. */
async function agree(maker, judge) {
  const issuer = await createTestIssuer();
  const resource = maker.defineResource({
    indicator: issuer.resource,
    scopes: { read: 'See', write: { description: 'Change', implies: ['read'] } },
  });
  const options = { issuer: issuer.issuer, resource, keys: issuer.keys };
  const verifier = maker.createVerifier(options);
  const token = await issuer.mint({ scope: 'write' });

  // A verifier of the one asked by the other, a token's first sight and the second, which `known` decides.
  const asked = [];
  for (let time = 0; time < 2; time++) {
    asked.push(await judge.authenticate(verifier, request(token), { scopes: ['read'] }));
  }
  assert.deepEqual(
    asked.map(({ ok }) => ok),
    [true, true],
  );
  assert.equal(judge.decide(verifier, request(token), { scopes: ['read'] }).ok, true);

  // A compiled requirement of the other is checked anew, and demands the same.
  const demand = judge
    .createVerifier({
      ...options,
      resource: judge.defineResource({
        indicator: issuer.resource,
        scopes: { read: 'See', write: 'Change' },
      }),
    })
    .checkRequirement({ scopes: ['write'] });
  assert.equal((await judge.authenticate(verifier, request(token), demand)).ok, true);
  assert.equal((await maker.authenticate(verifier, request(token), demand)).ok, true);
  const reader = await issuer.mint({ scope: 'read' });
  const refused = await judge.authenticate(verifier, request(reader), demand);
  assert.equal(refused.response.status, 403);

  // An error of the one is an error to the other, by its code, its reason and its answer.
  assert.equal(judge.isTokenError(refused.error) && maker.isTokenError(refused.error), true);
  const expired = await maker.authenticate(verifier, request(await issuer.mint({ exp: 1 })));
  assert.deepEqual([expired.error.code, expired.error.reason], ['invalid_token', 'expired']);
  assert.equal(judge.isTokenError(expired.error), true);
  assert.deepEqual(judge.toResponse(expired.error), maker.toResponse(expired.error));

  // A resource of the one, given to the other.
  const crossed = judge.createVerifier(options);
  assert.equal((await judge.authenticate(crossed, request(token), { scopes: ['read'] })).ok, true);
  assert.equal(
    (await judge.authorize(verifier, asked[0].token, { scopes: ['write'] }, request(token))).ok,
    true,
  );
}
