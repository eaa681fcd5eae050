import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  authenticate,
  createVerifier,
  defineResource,
  type RegisteredScope,
  type RequestLike,
  type Verifier,
} from '../src/index.js';
import { ISSUER, key, mint, RESOURCE, verifierWith } from './support/tokens.js';
import { staticKeys } from '../src/index.js';

type Scope = 'read:products' | 'write:products';

describe('types', () => {
  const productsVerifier = () =>
    createVerifier({
      issuer: ISSUER,
      resource: defineResource({
        indicator: RESOURCE,
        scopes: { 'read:products': 'Read', 'write:products': 'Write' },
      }),
      keys: staticKeys({ keys: [key.publicJwk] }),
    });

  it('know the permission names of a defined resource', () => {
    const verifier = productsVerifier();
    expectTypeOf(verifier).toEqualTypeOf<Verifier<Scope>>();
    expectTypeOf(verifier.verify)
      .returns.resolves.toHaveProperty('scopes')
      .toEqualTypeOf<ReadonlySet<Scope>>();
    expectTypeOf(verifierWith()).toEqualTypeOf<Verifier>();
    expectTypeOf(verifier.checkRequirement({ principal: 'user' }).scopes).toEqualTypeOf<readonly Scope[]>();
  });

  it('do not let a mistyped permission compile', async () => {
    const verifier = productsVerifier();
    const token = await mint();
    // @ts-expect-error -- no such permission
    const mistyped = verifier.verify(token, { scopes: ['read:product'] });
    await expect(mistyped).rejects.toBeInstanceOf(TypeError);
    // @ts-expect-error -- no such permission
    const alternatives = authenticate(verifier, { headers: {} }, { anyScope: ['reed:products'] });
    await expect(alternatives).rejects.toBeInstanceOf(TypeError);
    // @ts-expect-error -- issuer and resource have no default
    expect(() => createVerifier({})).toThrow(TypeError);
  });

  it('any string is a scope while no resource is registered', () => {
    expectTypeOf<RegisteredScope>().toEqualTypeOf<string>();
  });

  it('take the requests of the platforms as they are', () => {
    expectTypeOf<Request>().toExtend<RequestLike>();
    expectTypeOf<IncomingMessage>().toExtend<RequestLike>();
    expectTypeOf<Http2ServerRequest>().toExtend<RequestLike>();
  });
});
