import { authenticate, createVerifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { attack } from '../../src/index.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';

const issuer = await createTestIssuer();
const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });

// In your test, this is your own API.
const server = createServer((request, response) => {
  void authenticate(verifier, request).then((result) => {
    if (result.ok) response.end('{}');
    else response.writeHead(result.response.status, result.response.headers).end(result.response.body);
  });
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());

it('nothing gets through', async () => {
  const { port } = server.address() as AddressInfo;
  const report = await attack(`http://127.0.0.1:${port}/me`, {
    issuer: issuer.issuer,
    resource: issuer.resource,
    keys: issuer.jwks(),
    token: await issuer.mint(),
  });
  expect(report.findings).toStrictEqual([]);
});
