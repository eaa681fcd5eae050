import { setTimeout as pause } from 'node:timers/promises';
import {
  authenticate,
  createVerifier,
  StandingUnavailableError,
  toResponse,
  type Verifier,
} from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createStanding, type Standing, type StandingStore } from '@acme/token-core/standing';
import { createTestIssuer } from '@acme/token-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTS, issuer, notes } from './notes-hosts.js';

// Rule 30 on every host: the same bytes, whoever carries them.

const names = Object.keys(HOSTS);
type Answer = readonly [status: number, retryAfter: string | null, challenge: string | null, body: string];

function verifierWith(standing: Standing): Verifier {
  const metadata = resourceMetadata({ resourceName: 'Notes' });
  return createVerifier({ issuer: issuer.issuer, resource: notes, keys: issuer.keys, metadata, standing });
}

/** Every host with one standing, each with a verifier of its own. */
async function startAll(standing: Standing) {
  const hosts = await Promise.all(Object.values(HOSTS).map((make) => make(verifierWith(standing))));
  return {
    ask: (token: string): Promise<readonly Answer[]> =>
      Promise.all(hosts.map(({ origin }) => answerOf(origin, token))),
    close: () => Promise.all(hosts.map(({ close }) => close())),
  };
}

async function answerOf(origin: string, token: string): Promise<Answer> {
  const response = await fetch(`${origin}/v1/notes`, { headers: { authorization: `Bearer ${token}` } });
  const { status, headers } = response;
  return [status, headers.get('retry-after'), headers.get('www-authenticate'), await response.text()];
}

/** What the core says itself. */
async function answerOfCore(verifier: Verifier, token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const result = await authenticate(verifier, { headers }, { scopes: ['notes:read'] });
  return result.ok ? ACCEPTED : answerIn(result.response);
}

function answerIn({ status, headers, body }: ReturnType<typeof toResponse>): Answer {
  return [status, headers['retry-after'] ?? null, headers['www-authenticate'] ?? null, body];
}

const everywhere = (answer: Answer): readonly Answer[] => names.map(() => answer);
const ACCEPTED: Answer = [200, null, null, '[]'];
const AGAIN = answerIn(toResponse(new StandingUnavailableError(1)));
const quiet = () => undefined;

describe('rule 30: on every host', () => {
  const standing = createStanding({ longestTokenLife: 7200, onEvent: quiet });
  let hosts: Awaited<ReturnType<typeof startAll>>;
  beforeAll(async () => {
    hosts = await startAll(standing);
  });
  afterAll(() => hosts?.close());

  it('a known token is answered with 503 and Retry-After 1, then with 401 revoked; a refreshed one is let in', async () => {
    const token = await issuer.mint({ sub: 'bob', scope: 'notes:read' });
    expect(await hosts.ask(token)).toEqual(everywhere(ACCEPTED));
    const moment = Math.floor(Date.now() / 1000);
    await standing.cutOff({ match: { sub: 'bob' }, before: moment });
    const saidAt = performance.now();
    const answers = await hosts.ask(token);
    // A machine that takes longer than the second itself has nothing to see.
    if (performance.now() - saidAt < 1000) expect(answers).toEqual(everywhere(AGAIN));
    await pause(1050);
    const refused = await answerOfCore(verifierWith(standing), token);
    expect(refused[0]).toBe(401);
    expect(refused[2]).toContain('error="invalid_token"');
    expect(JSON.parse(refused[3])).toMatchObject({ reason: 'revoked', error: 'invalid_token' });
    expect(await hosts.ask(token)).toEqual(everywhere(refused));
    const refreshed = await issuer.mint({ sub: 'bob', scope: 'notes:read', iat: moment + 1 });
    expect(await hosts.ask(refreshed)).toEqual(everywhere(ACCEPTED));
  });

  it('before what a route demands: 401 revoked, and not 403', async () => {
    await standing.cutOff({ match: { client: 'gone' }, before: Math.floor(Date.now() / 1000) });
    await pause(1050);
    const token = await issuer.mint({ client_id: 'gone', scope: '' });
    const moment = Math.floor(Date.now() / 1000) - 30;
    const old = await issuer.mint({ client_id: 'gone', scope: '', iat: moment });
    expect(
      (await hosts.ask(old)).map(([, , , body]) => (JSON.parse(body) as { reason: string }).reason),
    ).toEqual(names.map(() => 'revoked'));
    expect((await hosts.ask(token)).map(([status]) => status)).toEqual(names.map(() => 403));
  });
});

describe('rule 30: on every host, a store that cannot be heard', () => {
  const broken: StandingStore = {
    read: () => Promise.reject(new Error('connect ECONNREFUSED')),
    write: () => Promise.reject(new Error('connect ECONNREFUSED')),
    listen: () => quiet,
    close: () => Promise.resolve(),
  };

  it.each([
    ['accept', ACCEPTED],
    ['refuse', AGAIN],
  ] as const)('%s', async (whenUnknown, answer) => {
    const standing = createStanding({ longestTokenLife: 7200, store: broken, whenUnknown, onEvent: quiet });
    const hosts = await startAll(standing);
    try {
      const token = await issuer.mint({ scope: 'notes:read' });
      expect(await hosts.ask(token)).toEqual(everywhere(answer));
      // A bad token is a bad token all the same.
      const other = await createTestIssuer();
      const foreign = await other.mint({ scope: 'notes:read' });
      expect((await hosts.ask(foreign)).map(([status]) => status)).toEqual(names.map(() => 401));
    } finally {
      await hosts.close();
    }
  });
});
