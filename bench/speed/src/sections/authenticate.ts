import * as core from '@acme/token-core';
import { measureRounds, type Subject } from '../measure/rounds.js';
import { freshString } from '../peers/limits.js';
import { timingRows } from '../report/section.js';
import { type Authority, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

const PREFIX = Buffer.from('Bearer ', 'latin1');

/** The decision about a whole request, a framework's part left out. */
export const authenticate: SectionRunner = {
  name: 'authenticate',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 5, milliseconds: 30 } : { rounds: 11, milliseconds: 100 };
    const authority = await createAuthority('ES384');
    const pool = TokenPool.mint(authority, 1000);
    const headers = headerPool(pool);
    const subjects = [freshString(headers), ...requests(authority, pool, headers)].map((subject) => ({
      ...subject,
      callsBefore: pool.size,
    }));
    const timings = await measureRounds(subjects, plan);
    return {
      title: 'authenticate() and decide() alone, repeat tokens, new strings (reference: verify())',
      rows: timingRows(timings, 'verify()'),
      bars: [],
    };
  },
};

/** Header values in place of tokens. */
export function headerPool(pool: TokenPool): TokenPool {
  const texts = Array.from({ length: pool.size }, (_, index) =>
    Buffer.concat([PREFIX, pool.bytes(index)]).toString('latin1'),
  );
  return new TokenPool(texts);
}

function requests(authority: Authority, pool: TokenPool, headers: TokenPool): readonly Subject[] {
  const { issuer, algorithm, publicKey } = authority;
  const resource = core.defineResource({
    indicator: authority.resource,
    scopes: { 'read:products': 'Read the products', 'write:products': 'Change the products' },
  });
  const verifier = core.createVerifier({
    issuer,
    resource,
    keys: core.staticKeys(publicKey.jwks),
    algorithms: [algorithm],
  });
  const requirement = { scopes: ['read:products'] } as const;
  return [
    { name: 'verify()', run: (index) => verifier.verify(pool.fresh(index)) },
    {
      name: 'verify() with a scope',
      run: (index) => verifier.verify(pool.fresh(index), requirement),
    },
    {
      name: 'authenticate(), Node request, a scope',
      run: (index) => core.authenticate(verifier, nodeRequest(headers.fresh(index)), requirement),
    },
    {
      name: 'decide(), Node request, a scope: what the adapters call',
      run: (index) => core.decide(verifier, nodeRequest(headers.fresh(index)), requirement),
    },
    {
      name: 'authenticate(), fetch request, a scope',
      run: (index) => core.authenticate(verifier, fetchRequest(headers.fresh(index)), requirement),
    },
    { name: 'the fetch request alone', run: (index) => fetchRequest(headers.fresh(index)) },
  ];
}

/** What Node.js makes of a browser's request. */
export function nodeRequest(authorization: string) {
  return {
    headers: {
      host: 'api.example.com',
      'user-agent': 'Mozilla/5.0',
      accept: 'application/json',
      'accept-encoding': 'gzip, br',
      authorization,
      connection: 'keep-alive',
    },
    rawHeaders: [
      'Host',
      'api.example.com',
      'User-Agent',
      'Mozilla/5.0',
      'Accept',
      'application/json',
      'Accept-Encoding',
      'gzip, br',
      'Authorization',
      authorization,
      'Connection',
      'keep-alive',
    ],
  };
}

function fetchRequest(authorization: string) {
  return { headers: new Headers({ accept: 'application/json', authorization }) };
}
