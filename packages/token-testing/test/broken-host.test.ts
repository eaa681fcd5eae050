import { createVerifier, type KeySource, remoteKeys } from '@acme/token-core';
import { describe, expect, it } from 'vitest';
import { contractCases, contractScenarios, runCases } from '../src/contract/index.js';
import { type Answering, plainAnswer, plainHost, type PlainAnswer, type PlainRequest } from './plain-host.js';

interface Mistakes {
  /** Changes what the sound host is asked. */
  readonly request?: (request: PlainRequest) => PlainRequest;
  /** Changes what the sound host answers. */
  readonly answer?: (answer: PlainAnswer, request: PlainRequest) => PlainAnswer;
}

/** A host that is sound but for some mistakes. */
function broken({ request: ask = (it) => it, answer: tell = (it) => it }: Mistakes): Answering {
  return (settings) => {
    const sound = plainAnswer(settings);
    return async (request) => tell(await sound(ask(request)), request);
  };
}

function challenge(change: (value: string) => string): Answering {
  return broken({
    answer: (answer) => {
      const value = answer.headers['www-authenticate'];
      if (value === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'www-authenticate': change(value) } };
    },
  });
}

function authorizationOf(request: PlainRequest): string {
  return (request.headers as Record<string, string | undefined>)['authorization'] ?? '';
}

/** Reads a token where none may be read, and passes it on as a header. */
function readingElsewhere(find: (request: PlainRequest) => string | undefined): Answering {
  return broken({
    request: (request) => {
      const token = find(request);
      return token === undefined
        ? request
        : { method: request.method, url: request.url, headers: { authorization: `Bearer ${token}` } };
    },
  });
}

const OPEN: PlainAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

const MISTAKES: readonly (readonly [mistake: string, answering: Answering, title: string])[] = [
  [
    'an error code although no token was sent',
    challenge((value) => (value === 'Bearer' ? 'Bearer error="invalid_token"' : value)),
    'RFC 6750 §3.1: no credentials get a challenge without an error code',
  ],
  [
    'a 403 that does not name the scope',
    challenge((value) => value.replace(/, scope=.*/, '')),
    'RFC 6750 §3.1: another scope (GET /products, refused)',
  ],
  [
    'a challenge that differs by one space',
    challenge((value) => value.replace(', ', ',')),
    'rule 13: signed with a key of somebody else (signature)',
  ],
  [
    'a token out of the query',
    readingElsewhere(({ url = '' }) => /access_token=([^&]+)/.exec(url)?.[1]),
    'RFC 6750 §2.3: a token in the query is not read',
  ],
  [
    'a token out of a cookie',
    readingElsewhere(({ headers }) => {
      const { cookie } = headers as Record<string, string | undefined>;
      return cookie === undefined ? undefined : /access_token=([^;]+)/.exec(cookie)?.[1];
    }),
    'rule 21: a token in a cookie is not read',
  ],
  [
    'the first of two headers',
    broken({ request: ({ method, url, headers }) => ({ method, url, headers }) }),
    'rule 20: two headers, the good one first',
  ],
  [
    'a scheme of one case only',
    broken({
      request: (request) =>
        authorizationOf(request).startsWith('bearer')
          ? { method: request.method, url: request.url, headers: {} }
          : request,
    }),
    'RFC 9110 §11.1: the scheme has no case (lower)',
  ],
  [
    'HEAD without protection',
    broken({ answer: (answer, { method }) => (method === 'HEAD' ? OPEN : answer) }),
    'RFC 9110 §9.3.2: HEAD without a token is refused as GET is (HEAD /me)',
  ],
  [
    'a way around by a trailing slash',
    broken({ answer: (answer, { url }) => (url === '/me/' ? OPEN : answer) }),
    'deny by default: a trailing slash opens nothing (GET /me/)',
  ],
  [
    'a public route that judges tokens',
    broken({
      answer: (answer, request) =>
        request.url === '/health' && authorizationOf(request) !== '' ? { ...answer, status: 401 } : answer,
    }),
    'a public route does not mind a bad token (GET /health)',
  ],
  [
    'any scope taken for all scopes',
    broken({
      answer: (answer, { url }) => (url === '/both' && answer.status === 403 ? OPEN : answer),
    }),
    'all scopes: the first is not enough (GET /both, refused)',
  ],
  [
    'a body that echoes what was sent',
    broken({
      answer: (answer, request) =>
        answer.status === 401 ? { ...answer, body: `{"sent":"${authorizationOf(request)}"}` } : answer,
    }),
    'rule 13: a payload that was altered (signature)',
  ],
  [
    'a body of another media type',
    broken({
      answer: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
    }),
    'RFC 6750 §2.1: a scheme alone is broken',
  ],
  [
    'a fault where a client is to blame',
    broken({ answer: (answer) => (answer.status === 400 ? { ...answer, status: 500 } : answer) }),
    'RFC 6750 §2.1: no byte that is not UTF-8',
  ],
  [
    'an unknown path that fails',
    broken({ answer: (answer) => (answer.status === 404 ? { ...answer, status: 500 } : answer) }),
    'an unknown path with a valid token is not found',
  ],
];

describe('runCases: a mistake is found by the case that stands for its rule', () => {
  it.each(MISTAKES)('%s', async (_mistake, answering, title) => {
    const cases = contractCases.filter((item) => item.title === title);
    expect(cases).toHaveLength(1);
    expect(await runCases(plainHost('broken', answering), cases)).not.toStrictEqual([]);
  });
});

/** Forgets its keys after each request. */
const forgetful: Answering = (settings) => (request) => plainAnswer(settings)(request);

/** Fetches its keys before anybody asks. */
const eager: Answering = (settings) => {
  void createVerifier({ issuer: settings.issuer, resource: settings.resource }).ready();
  return plainAnswer(settings);
};

/** Never looks for a key that it does not have. */
const settled: Answering = (settings) => {
  const keys = remoteKeys(settings.jwksUri);
  const source: KeySource = {
    current: (request) => keys.current(request),
    newer: (known) => known,
    refresh: () => keys.refresh(),
    state: () => keys.state(),
  };
  return plainAnswer(settings, source);
};

/** Blames the client for an outage. */
const blaming = broken({ answer: (answer) => (answer.status === 503 ? { ...answer, status: 401 } : answer) });

/** Fetches keys even for what needs none. */
const hasty: Answering = (settings) => {
  const sound = plainAnswer(settings);
  return async (request) => {
    await fetch(settings.jwksUri).catch(() => undefined);
    return sound(request);
  };
};

describe('contractScenarios: a mistake is found by the scenario that stands for its rule', () => {
  it.each<readonly [mistake: string, answering: Answering, title: string]>([
    ['keys fetched for each request', forgetful, 'rule 22: twenty concurrent cold requests cause one fetch'],
    ['keys fetched at start', eager, 'rule 22: twenty concurrent cold requests cause one fetch'],
    ['a key set that is never asked again', settled, 'rule 25: a rotation is picked up'],
    ['keys forgotten in an outage', forgetful, 'rule 24: an outage'],
    ['401 in an outage', blaming, 'rule 20: while the keys are down and cold, a token gets 503'],
    ['keys fetched for junk', hasty, 'rule 22: while the keys are down and cold, a bad token'],
  ])('%s', async (_mistake, answering, title) => {
    const scenario = contractScenarios.find((item) => item.title.startsWith(title));
    expect(await scenario?.run(plainHost('broken', answering))).not.toStrictEqual([]);
  });
});

describe('a host that does not start', () => {
  it('fails the run with its own error, and leaves nothing listening', async () => {
    const host = { name: 'stillborn', start: () => Promise.reject(new Error('no workerd')) };
    await expect(runCases(host)).rejects.toThrow('no workerd');
  });
});
