import { createTestIssuer } from '@acme/token-testing';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { listen } from '../support/servers.js';

const RESOURCE = 'https://api.example.com';
const tested = await createTestIssuer({ resource: RESOURCE });

type Answer = (request: IncomingMessage, response: ServerResponse, origin: string) => void;

/** An authorization server below /oidc; a path of it may answer otherwise. */
function server(answers: Readonly<Record<string, Answer>> = {}): Promise<string> {
  const started: Promise<string> = listen((request, response) => {
    void started.then((origin) => {
      const issuer = `${origin}/oidc`;
      const usual: Readonly<Record<string, Answer>> = {
        '/oidc/.well-known/openid-configuration': () =>
          response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks?tenant=secret` })),
        '/oidc/jwks?tenant=secret': () => response.end(JSON.stringify(tested.jwks())),
      };
      const answer = { ...usual, ...answers }[request.url ?? ''];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response, origin);
    });
  });
  return started;
}

async function check(issuer: string, ...more: readonly string[]) {
  let text = '';
  const code = await run(['check', '--issuer', issuer, '--resource', RESOURCE, ...more], {
    out: (part) => (text += part),
    error: (part) => (text += part),
    isTerminal: false,
    environment: {},
  });
  // The sentence is wrapped for a terminal.
  return { code, text: text.replaceAll(/\n +/g, ' ') };
}

/** A document that sends for the keys to another place. */
const keysAt =
  (path: string): Answer =>
  (_request, response, origin) =>
    response.end(JSON.stringify({ issuer: `${origin}/oidc`, jwks_uri: `${origin}${path}` }));

describe('token-doctor check: a set-up that is broken, and the mend', () => {
  const DISCOVERY = '/oidc/.well-known/openid-configuration';
  const JWKS = '/oidc/jwks?tenant=secret';
  const html: Answer = (_request, response) => response.end('<!doctype html><title>Sign in</title>');

  it('one that is right', async () => {
    const { code, text } = await check(`${await server()}/oidc`);
    expect({ code, ends: text.endsWith('Nothing is wrong.\n') }).toEqual({ code: 0, ends: true });
  });

  it.each([
    ['/.well-known/openid-configuration'],
    ['/.well-known/oauth-authorization-server'],
    ['/jwks'],
    ['/token'],
    ['/auth/'],
    ['/me'],
  ])('the issuer is the address of %s: the issuer itself is named', async (path) => {
    const issuer = `${await server()}/oidc`;
    const { code, text } = await check(`${issuer}${path}`);
    expect(code).toBe(1);
    expect(text).toContain('✗ keys.not-issuer The option issuer is the address of a document or an endpoint');
    expect(text).toContain(`Mend: Set the option issuer to ${issuer}.`);
  });

  it('the issuer lacks its path', async () => {
    const origin = await server();
    const { code, text } = await check(origin);
    expect(code).toBe(1);
    expect(text).toContain('✗ keys.path-forgotten');
    expect(text).toContain(`Mend: Set the option issuer to ${origin}/oidc.`);
    expect(text).toContain(`? discovery    ${origin}/.well-known/openid-configuration: it answered 404`);
  });

  it.each<[string, Readonly<Record<string, Answer>>, string, string, RegExp]>([
    [
      'the keys are at a wrong path',
      { [DISCOVERY]: keysAt('/oidc/keys') },
      '✓ discovery    the keys are at ORIGIN/oidc/keys\n',
      'keys.not-found',
      /address of the key set/,
    ],
    [
      'a page stands where the keys should',
      { [JWKS]: html },
      '✓ discovery    the keys are at ORIGIN/oidc/jwks\n',
      'keys.web-page',
      /Open the address/,
    ],
    [
      'a page stands where the document should',
      { [DISCOVERY]: html },
      '? discovery    ORIGIN/oidc/.well-known/openid-configuration: the answer is a web page\n',
      'keys.web-page',
      /Open the address/,
    ],
    [
      'too many have asked for keys',
      { [JWKS]: (_request, response) => response.writeHead(429).end() },
      '✓ discovery    the keys are at ORIGIN/oidc/jwks\n',
      'keys.too-many',
      /one verifier for the whole app/,
    ],
    [
      'there is no key',
      { [JWKS]: (_request, response) => response.end('{"keys":[]}') },
      '✓ discovery    the keys are at ORIGIN/oidc/jwks\n',
      'keys.empty',
      /publish a signing key/,
    ],
    [
      'the document names no keys',
      {
        [DISCOVERY]: (_request, response, origin) =>
          response.end(JSON.stringify({ issuer: `${origin}/oidc` })),
      },
      '✓ discovery    names no address of keys\n',
      'keys.',
      /Mend: /,
    ],
  ])('%s: the address is told, and no query', async (_what, answers, line, cause, mend) => {
    const origin = await server(answers);
    const { code, text } = await check(`${origin}/oidc`);
    expect(code).toBe(1);
    expect(text).toContain(line.replace('ORIGIN', origin));
    expect(text).toContain(`✗ ${cause}`);
    expect(text).toMatch(mend);
    expect(text).not.toContain('secret');
  });
});
