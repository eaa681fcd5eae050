import { describe, expect, it, onTestFinished } from 'vitest';

import type { Issuer } from '../../src/index.js';
import { TokenLog } from '../../src/token-log/log.js';
import { consoleUrl, openPage } from '../support/console.js';
import { clientCredentials, requestToken, RESOURCE, startIssuer } from '../support/issuer.js';

const PATH = '/console/requests';

/** Listens as a page does, until a text comes. */
async function eventWith(issuer: Issuer, address: string, text: string, act: () => unknown): Promise<string> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(consoleUrl(issuer, address), { signal: stop.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  await act();
  let seen = '';
  if (response.body === null) throw new Error('no body');
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    seen += part;
    if (seen.includes(text)) break;
  }
  return seen;
}

describe('the log of token requests', () => {
  it('shows who asked for what, and what came of it, on a reload', async () => {
    const issuer = await startIssuer();
    await clientCredentials(issuer, 'demo-reader:demo-reader-secret', {
      resource: RESOURCE,
      scope: 'read:products write:products',
    });
    const { text } = await openPage(issuer, PATH);
    expect(text).toContain('demo-reader client_credentials 200');
    expect(text).toContain(`resource ${RESOURCE} asked read:products write:products granted read:products`);
  });

  it('marks what is opaque or empty, with the reason', async () => {
    const issuer = await startIssuer();
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'pat_demo_bob',
      subject_token_type: 'urn:logto:token-type:personal_access_token',
    };
    await requestToken(issuer, 'demo-cli:demo-cli-secret', exchange);
    await requestToken(issuer, 'demo-cli:demo-cli-secret', { ...exchange, resource: RESOURCE });
    const { text } = await openPage(issuer, PATH);
    expect(text).toContain('bob by demo-cli token exchange opaque 200');
    expect(text).toContain('the exchange names no resource');
    expect(text).toContain('no permission was asked for');
  });

  it('shows a refusal with the issuer’s own words', async () => {
    const issuer = await startIssuer();
    await clientCredentials(issuer, 'demo-reader:wrong', { resource: RESOURCE });
    await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: `${RESOURCE}/` });
    const { text } = await openPage(issuer, PATH);
    expect(text).toContain('401 resource');
    expect(text).toContain('invalid_client: client authentication failed');
    expect(text).toContain('invalid_target');
  });

  it('holds no secret, no code and no token, wherever a client puts it', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', {
      resource: RESOURCE,
      scope: 'read:products',
    });
    const token = String(answer.body['access_token']);
    const code = 'c'.repeat(43);
    for (const misplaced of [token, 'pat_demo_bob', code]) {
      await requestToken(issuer, 'demo-cli:demo-cli-secret', {
        grant_type: 'authorization_code',
        code: misplaced,
        redirect_uri: misplaced,
        resource: misplaced,
        scope: `${misplaced} ${misplaced}`,
        organization_id: misplaced,
      });
    }
    const { html } = await openPage(issuer, PATH);
    for (const secret of [token, 'pat_demo_bob', code, 'demo-reader-secret', 'demo-cli-secret']) {
      expect(html).not.toContain(secret);
    }
  });

  it('escapes what a client sends', async () => {
    const issuer = await startIssuer();
    await clientCredentials(issuer, 'demo-reader:demo-reader-secret', {
      resource: '<img src=x onerror=alert(1)>',
      scope: '<script>',
    });
    const { html } = await openPage(issuer, PATH);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  it('sends new requests as they come, and those that came since the page was made', async () => {
    const issuer = await startIssuer();
    const ask = () => clientCredentials(issuer, 'demo-editor:demo-editor-secret', { resource: RESOURCE });
    await ask();
    const [, address = ''] = /data-events="([^"]*)"/.exec((await openPage(issuer, PATH)).html) ?? [];
    expect(address).toBe(`${PATH}/events?after=1`);
    await ask();
    const seen = await eventWith(issuer, address, 'id: 3\n', ask);
    expect(seen.match(/^id: 1$/m)).toBeNull();
    expect(seen).toContain('event: requests');
  });

  it('keeps the newest 200, of bounded length', async () => {
    const log = new TokenLog();
    const [request] = await requestsOf(log);
    for (let count = 0; count < 1000; count += 1) if (request !== undefined) log.note(request);
    expect(log.newestFirst).toHaveLength(200);
    expect(log.newestFirst[0]?.id).toBe(1001);
    const issuer = await startIssuer();
    const long = 'a b'.repeat(10_000);
    await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE, scope: long });
    expect((await openPage(issuer, PATH)).html.length).toBeLessThan(20_000);
  });
});

async function requestsOf(log: TokenLog) {
  log.note({
    at: 0,
    client: 'c',
    grant: 'client_credentials',
    subject: 'c',
    resource: undefined,
    organization: undefined,
    asked: undefined,
    granted: '',
    status: 200,
    error: undefined,
    isOpaque: false,
    notice: undefined,
  });
  return Promise.resolve(log.newestFirst);
}
