import { describe, expect, it } from 'vitest';
import {
  authenticate,
  authorize,
  decide,
  InsufficientScopeError,
  KeysUnavailableError,
  toResponse,
  type Verifier,
} from '../../src/index.js';
import { keepAlive } from '../../src/request/context.js';
import { mint, NOW, otherKey, verifierWith } from '../support/tokens.js';

const text = await mint();
const verifier = verifierWith();
const token = await verifier.verify(text);
const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
const scopes = ['read:products', 'write:products'];

describe('rule 27: a verifier that somebody wrote by hand opens nothing by accident', () => {
  it.each([undefined, null, 'a text', 5])(
    'where verify gives %s: a mistake in the program',
    async (given) => {
      const careless = { ...verifier, verify: () => Promise.resolve(given) } as unknown as Verifier;
      await expect(authenticate(careless, bearer(text))).rejects.toThrow(
        new TypeError('verifier: expected verify to give a verified token or to throw'),
      );
    },
  );

  it('one without a `known` of its own, also where it says so, is asked to verify', async () => {
    const plain = { ...verifier, known: undefined } as unknown as Verifier;
    expect(await authenticate(plain, bearer(text))).toMatchObject({ ok: true });
    expect(await authorize(plain, token, undefined, bearer(text))).toMatchObject({ ok: true });
  });

  it('verify is told what is demanded, and nothing where nothing is', async () => {
    const told: unknown[] = [];
    const noting: Verifier = {
      ...verifier,
      verify: (given, requirement) => {
        told.push(requirement);
        return verifier.verify(given, requirement);
      },
    };
    await authenticate(noting, bearer(text));
    await authenticate(noting, bearer(text), { scopes: ['read:products'] });
    expect(told).toMatchObject([undefined, { scopes: ['read:products'] }]);
  });

  it('a `known` that judges nothing is judged anew each time, whatever was judged a moment ago', async () => {
    let at = NOW;
    const clocked = verifierWith({ now: () => at * 1000 });
    const known = await clocked.verify(text);
    const lazy: Verifier = { ...clocked, known: () => known };
    const fresh = clocked.checkRequirement({ freshWithin: 60 });
    expect(await decide(clocked, bearer(text), fresh)).toMatchObject({ ok: true });
    at = NOW + 120;
    expect(await decide(lazy, bearer(text), fresh)).toMatchObject({ error: { reason: 'stale' } });
  });
});

describe('rule 27: authorize says what it misses', () => {
  it.each([
    [verifier, { organization: { param: 'id' } }, 'a place in it has to name the organization'],
    [{ ...verifier }, undefined, 'this verifier has no `known` of its own'],
    [verifierWith({ cache: false }), undefined, 'this token was made elsewhere'],
  ])('%#', (asked, requirement, why) => {
    const made = why.includes('elsewhere') ? ({ ...token } as typeof token) : token;
    expect(() => authorize(asked, made, requirement as never)).toThrow(
      new TypeError(`authorize: expected the request as the fourth argument, since ${why}`),
    );
  });
});

describe('rule 19: what a route names is told to the program', () => {
  const refusal = async (asked: Verifier, value: string, requirement?: object) => {
    const result = await authenticate(asked, bearer(value), requirement);
    if (result.ok) throw new Error('accepted');
    return result.error;
  };

  it('on a refusal, and where it names nothing nothing is', async () => {
    const bad = await mint({}, { signer: otherKey });
    expect((await refusal(verifier, bad, { scopes })).required).toEqual(scopes);
    expect((await refusal(verifier, bad)).required).toBeUndefined();
  });

  it('never on an outage, whose one error many requests share', async () => {
    const outage = new KeysUnavailableError(1);
    const failing: Verifier = { ...verifier, verify: () => Promise.reject(outage) };
    expect((await refusal(failing, text, { scopes })).required).toBeUndefined();
  });
});

describe('rule 20: what an answer is made of', () => {
  it('nothing but an error that verification throws', () => {
    expect(() => toResponse(new Error('m') as never)).toThrow(
      new TypeError('toResponse: expected an error that verification throws.'),
    );
  });

  it('whole characters: a pair is one, and half of it is none', () => {
    const challengeOf = (scope: string) =>
      toResponse(new InsufficientScopeError([scope], [scope])).headers['www-authenticate'];
    expect(challengeOf('a😀😀b')).toContain('scope="a%F0%9F%98%80%F0%9F%98%80b"');
    expect(challengeOf('a\ud83db')).toContain('scope="a%EF%BF%BDb"');
  });

  it('the title of its status where the reason is of another version of the package', () => {
    const mark = Symbol.for('@acme/token-core.error');
    const bodies = ['invalid_request', 'invalid_token', 'forbidden', 'keys_unavailable'].map(
      (code) => JSON.parse(toResponse({ [mark]: true, code, reason: 'newer' } as never).body) as object,
    );
    const titles = ['Bad Request', 'Unauthorized', 'Forbidden', 'Service Unavailable'];
    expect(bodies).toMatchObject(titles.map((title) => ({ title, detail: `${title}.` })));
  });
});

describe('rule 26: work is passed to a platform that takes any', () => {
  it('and to no other', () => {
    expect([keepAlive(undefined), keepAlive({})]).toEqual([undefined, undefined]);
  });

  it('one that takes none any more, or throws, changes nothing', () => {
    const context: { waitUntil?: (work: Promise<unknown>) => void } = {
      waitUntil: () => {
        throw new Error('too late');
      },
    };
    const keep = keepAlive(context);
    expect(() => keep?.(Promise.resolve())).not.toThrow();
    delete context.waitUntil;
    expect(() => keep?.(Promise.resolve())).not.toThrow();
  });
});

describe('rule 19: what a listener of decisions promises is its own matter', () => {
  it('its rejection is taken, so that it does not end the process', async () => {
    let isTaken = false;
    const later = {
      // What `await` and `Promise.resolve` call.
      // oxlint-disable-next-line unicorn/no-thenable -- what any promise of another library is
      then: (_resolve: unknown, reject: (error: Error) => void) => {
        isTaken = true;
        reject(new Error('no log'));
      },
    };
    const listening = verifierWith({ onDecision: () => later });
    expect((await authenticate(listening, { headers: {} })).ok).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(true);
  });
});
