import { describe, expect, it } from 'vitest';
import { createVerifier, defineResource, type KeySource, staticKeys } from '../../src/index.js';
import { ISSUER, key, mint, NOW, RESOURCE, verdictOf } from '../support/tokens.js';

const prototype = Object.prototype as Record<string, unknown>;

const keys = staticKeys({ keys: [key.publicJwk] });

const now = () => NOW * 1000;

/** What a verifier says that is made, and asked, while a member stands on every object. */
async function whilePolluted(member: string, value: unknown, token: string): Promise<string> {
  prototype[member] = value;
  try {
    return await verdictOf(createVerifier({ issuer: ISSUER, resource: RESOURCE, keys, now }), token);
  } finally {
    delete prototype[member];
  }
}

describe('rule 3: options are read as own members; a polluted Object.prototype opens nothing', () => {
  it.each<[string, unknown, Record<string, unknown>, Record<string, unknown>, string]>([
    ['allowBoundTokens', true, { cnf: { jkt: 'x' } }, {}, 'bound'],
    ['tokenTypes', ['JWT'], {}, { typ: 'JWT' }, 'type'],
    ['clockTolerance', 60, { exp: NOW - 30 }, {}, 'expired'],
    ['subject', 'optional', { sub: undefined }, {}, 'claim'],
    ['sub', 'admin', { sub: undefined }, {}, 'claim'],
    ['exp', NOW + 60, { exp: undefined }, {}, 'claim'],
    ['aud', RESOURCE, { aud: undefined }, {}, 'audience'],
    ['iss', ISSUER, { iss: undefined }, {}, 'issuer'],
    ['typ', 'at+jwt', {}, { typ: undefined }, 'type'],
    ['alg', 'ES256', {}, { alg: undefined }, 'algorithm'],
    [
      'audienceClaim',
      { claim: 'client_id', accessTokensHave: { client_id: RESOURCE } },
      { aud: undefined, client_id: RESOURCE },
      {},
      'audience',
    ],
  ])('%s', async (member, value, claims, header, verdict) => {
    expect(await whilePolluted(member, value, await mint(claims, { header }))).toBe(verdict);
  });

  it.each(['held', 'replaced'])('%s of a key source, which may leave it out', async (member) => {
    const token = await mint();
    expect(await whilePolluted(member, () => 'nothing', token)).toBe('accepted');
    expect(await whilePolluted(member, true, `${token.slice(0, -4)}AAAA`)).toBe('signature');
  });

  it('a setter that stands there takes no option away', async () => {
    const seen: unknown[] = [];
    Object.defineProperty(prototype, 'maxTokenAge', {
      configurable: true,
      set(value) {
        seen.push(value);
      },
    });
    try {
      const verifier = createVerifier({ issuer: ISSUER, resource: RESOURCE, keys, now, maxTokenAge: 60 });
      expect(await verdictOf(verifier, await mint({ iat: NOW - 3600 }))).toBe('expired');
      expect(seen).toEqual([]);
    } finally {
      delete prototype['maxTokenAge'];
    }
  });

  it('a member that is needed and only stands there is missing', () => {
    prototype['issuer'] = ISSUER;
    prototype['resource'] = RESOURCE;
    try {
      expect(() => createVerifier({ resource: RESOURCE, keys } as never)).toThrow(/^issuer: /);
      expect(() => createVerifier({ issuer: ISSUER, keys } as never)).toThrow(/^resource: /);
    } finally {
      delete prototype['issuer'];
      delete prototype['resource'];
    }
  });

  it('an option that is inherited, or hidden, is a mistake: passed over, its rule would be off', () => {
    class Settings {
      issuer = ISSUER;
      resource = RESOURCE;
      keys = keys;
      get organization() {
        return 'required' as const;
      }
    }
    const hidden = { issuer: ISSUER, resource: RESOURCE, keys };
    Object.defineProperty(hidden, 'organization', { value: 'required' });
    for (const options of [new Settings(), hidden, Object.create(hidden) as typeof hidden]) {
      expect(() => createVerifier(options)).toThrow(/^(?:issuer|organization): expected a member of its own/);
    }
    class Plain {
      issuer = ISSUER;
      resource = RESOURCE;
      keys = keys;
    }
    expect(createVerifier(new Plain()).issuers).toEqual([ISSUER]);
  });

  it('a resource has its members itself', () => {
    const resource = Object.create(defineResource({ indicator: RESOURCE, scopes: { a: 'A' } })) as never;
    expect(() => createVerifier({ issuer: ISSUER, resource, keys })).toThrow(/^resource: /);
  });

  it('a key source may be an instance of a class', async () => {
    class Keys implements KeySource {
      current: KeySource['current'] = (request) => keys.current(request);
      newer(...args: Parameters<KeySource['newer']>) {
        return keys.newer(...args);
      }
      refresh() {
        return keys.refresh();
      }
      state() {
        return keys.state();
      }
    }
    const verifier = createVerifier({ issuer: ISSUER, resource: RESOURCE, keys: new Keys(), now });
    expect(await verdictOf(verifier, await mint())).toBe('accepted');
  });
});
