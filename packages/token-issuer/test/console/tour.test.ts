import { describe, expect, it, onTestFinished } from 'vitest';

import { createNotesApi } from '../../src/console/rooms/tour/notes-api.js';
import { demoAccess } from '../../src/index.js';
import { openPage, submit } from '../support/console.js';
import type { ConsolePage } from '../support/console.js';
import { startIssuer } from '../support/issuer.js';

/** Goes through steps with what the tour proposes. */
async function take(
  issuer: Awaited<ReturnType<typeof startIssuer>>,
  steps: readonly string[],
): Promise<ConsolePage> {
  let page = await openPage(issuer, '/console/tour');
  for (const step of steps) page = await submit(issuer, page, step);
  return page;
}

const ALL = ['register', 'define', 'bundle', 'assign', 'mint', 'ask'];

describe('the tour', () => {
  it('ends with a protected call answered 200 and one answered 403, with a form and a button each step', async () => {
    const issuer = await startIssuer();
    expect((await openPage(issuer, '/')).text).toContain('Take the tour');
    const page = await take(issuer, ALL);
    expect(page.text).toContain('All steps are done');
    expect(page.text).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/notes 200/);
    expect(page.text).toMatch(/POST http:\/\/127\.0\.0\.1:\d+\/notes 403/);
    expect(page.text).toMatch(/WWW-Authenticate: Bearer error="insufficient_scope"[^<]*scope="write:notes"/);
    // What it made is really there.
    expect(issuer.access.users().find(({ username }) => username === 'carol')?.roles).toEqual([
      'note-reader',
    ]);
    for (const line of [
      "indicator: 'https://notes.example.com'",
      "name: 'note-reader'",
      "username: 'carol'",
    ]) {
      expect(page.text).toContain(line);
    }
  });

  it('is taken back as a whole', async () => {
    const issuer = await startIssuer();
    const before = JSON.stringify(issuer.access.model());
    const page = await submit(issuer, await take(issuer, ALL), 'take back');
    expect(page.text).toContain('What the tour made is gone.');
    expect(page.text).toContain('Step 1 of 6');
    expect(JSON.stringify(issuer.access.model())).toBe(before);
  });

  it('makes a person and an application where there is none', async () => {
    const { users: _users, organizations: _organizations, clients: _clients, ...rest } = demoAccess;
    const issuer = await startIssuer(rest);
    const page = await take(issuer, ALL);
    expect(page.text).toMatch(/notes 403/);
    expect(issuer.access.users().map(({ username }) => username)).toEqual(['visitor']);
    await submit(issuer, page, 'take back');
    expect(issuer.access.users()).toEqual([]);
    expect(issuer.access.clients()).toEqual([]);
  });

  it('a wrong name is a sentence beside its field, and the other one stays', async () => {
    const issuer = await startIssuer();
    const page = await take(issuer, ['register']);
    const refused = await submit(issuer, page, 'define', { read: 'read notes', write: 'typed:write' });
    expect(refused.html).toMatch(/id="define-read-problem">Expected a name of printable ASCII/);
    expect(refused.html).toContain('value="typed:write"');
    expect((await submit(issuer, page, 'define', { read: 'a', write: 'a' })).text).toContain(
      'different names',
    );
    expect(issuer.access.resources().at(-1)?.scopes).toEqual({});
  });

  it('goes back to the step whose thing is gone', async () => {
    const issuer = await startIssuer();
    await take(issuer, ['register', 'define', 'bundle', 'assign']);
    issuer.access.removeRole({ user: 'carol' }, 'note-reader');
    expect((await openPage(issuer, '/console/tour')).text).toContain('Step 4 of 6');
    issuer.access.replace(demoAccess);
    expect((await openPage(issuer, '/console/tour')).text).toContain('Step 1 of 6');
  });

  it('its API takes no token of another resource', async () => {
    const issuer = await startIssuer();
    const page = await take(issuer, ALL);
    const url = /GET (http:\/\/127\.0\.0\.1:\d+\/notes)/.exec(page.text)?.[1] ?? '';
    const token = await issuer.tokenFor('alice', { resource: 'https://api.example.com' });
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
    expect((await fetch(url)).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('its API says why it cannot judge, where a permission got a name that no resource takes', async () => {
    const issuer = await startIssuer();
    const api = createNotesApi({
      issuer: issuer.url,
      jwksUri: issuer.jwksUri,
      now: Date.now,
      rules: () => ({ indicator: 'https://notes.example.com', read: 'read notes', write: 'write:notes' }),
    });
    onTestFinished(() => {
      api.close();
    });
    const answer = await fetch(`${await api.origin()}/notes`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('read notes');
  });
});
