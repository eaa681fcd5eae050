import { describe, expect, it } from 'vitest';
import { createVerifier, staticKeys, type VerifierOptions } from '../../src/index.js';
import { key, makeKey, mint, refusalOf, RESOURCE, verdictOn, verifierWith } from '../support/tokens.js';

describe('rule 14: sub is required, unless the option subject says otherwise', () => {
  it('a token without sub', async () => {
    const token = await mint({ sub: undefined });
    expect(await verdictOn(token)).toBe('claim');
    expect(await verdictOn(token, { subject: 'required' })).toBe('claim');
    expect(await verdictOn(token, { subject: 'optional' })).toBe('accepted');
  });

  it.each([1, null, ['user-1'], {}, true])('a sub that is no text is refused either way: %s', async (sub) => {
    const token = await mint({ sub });
    expect(await verdictOn(token)).toBe('claim');
    expect(await verdictOn(token, { subject: 'optional' })).toBe('claim');
  });

  it.each(['none', true, '', null])('the option is one of two words: not %s', (subject) => {
    expect(() => verifierWith({ subject: subject as never })).toThrow(
      /^subject: expected 'required' or 'optional'/,
    );
  });
});

/** As Amazon Cognito sends them: no `aud` and no `typ`; its ID tokens have the client as their `aud`. */
const CLIENT = '1example23456789';
const options: Partial<VerifierOptions> = {
  resource: CLIENT,
  tokenTypes: [''],
  audienceClaim: { claim: 'client_id', accessTokensHave: { token_use: 'access' } },
};
const plain = { header: { typ: undefined } };
const access = { aud: undefined, client_id: CLIENT, token_use: 'access' };

describe('rule 14: another claim stands for aud only together with a check that refuses ID tokens', () => {
  it('accepts an access token without aud', async () => {
    expect(await verdictOn(await mint(access, plain), options)).toBe('accepted');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an ID token', { ...access, aud: CLIENT, token_use: 'id' }, 'type'],
    ['an ID token with the claim', { ...access, token_use: 'id' }, 'type'],
    ['a token without the check', { ...access, token_use: undefined }, 'type'],
    ['a check of another type', { ...access, token_use: ['access'] }, 'type'],
    ['a token of another client', { ...access, client_id: 'other' }, 'audience'],
    ['a token without the claim', { ...access, client_id: undefined }, 'audience'],
    ['a token whose aud is another', { ...access, aud: 'https://other.example.com' }, 'audience'],
  ])('refuses %s', async (_what, claims, reason) => {
    expect(await verdictOn(await mint(claims, plain), options)).toBe(reason);
  });

  it('accepts a token whose aud holds it as well', async () => {
    expect(await verdictOn(await mint({ ...access, aud: [CLIENT, 'x'] }, plain), options)).toBe('accepted');
  });

  it('says what was expected of an access token', async () => {
    const token = await mint({ ...access, token_use: 'id' }, plain);
    const facts = { reason: 'type', check: 'token_use', expected: 'access', found: 'id' };
    expect(await refusalOf(token, options)).toMatchObject(facts);
  });

  it.each<[string, unknown, RegExp]>([
    ['no check', { claim: 'client_id' }, /^audienceClaim\.accessTokensHave: expected at least one claim/],
    ['an empty check', { claim: 'client_id', accessTokensHave: {} }, /^audienceClaim\.accessTokensHave/],
    [
      'the claim as its own check',
      { claim: 'x', accessTokensHave: { x: 'y' } },
      /^audienceClaim\.accessTokensHave/,
    ],
    [
      'a check that is no text',
      { claim: 'x', accessTokensHave: { y: true } },
      /^audienceClaim\.accessTokensHave/,
    ],
    [
      'a check that is no text beside one that is',
      { claim: 'x', accessTokensHave: { y: 'z', w: true } },
      /^audienceClaim\.accessTokensHave/,
    ],
    ['aud itself', { claim: 'aud', accessTokensHave: { y: 'z' } }, /^audienceClaim\.claim/],
    ['no claim', { accessTokensHave: { y: 'z' } }, /^audienceClaim\.claim/],
    ['a text', 'client_id', /^audienceClaim: options: expected an object/],
    ['another member', { claim: 'x', accessTokensHave: { y: 'z' }, value: 1 }, /unknown option "value"/],
  ])('does not start with %s', (_what, audienceClaim, message) => {
    expect(() => verifierWith({ audienceClaim: audienceClaim as never })).toThrow(message);
  });

  it('without the option, client_id never stands for aud', async () => {
    expect(await verdictOn(await mint({ aud: undefined, client_id: RESOURCE }))).toBe('audience');
  });
});

describe('rule 5: EdDSA and Ed25519 are one algorithm under two names', () => {
  it.each([
    ['EdDSA', 'Ed25519'],
    ['Ed25519', 'EdDSA'],
  ] as const)('the option %s accepts a token of %s', async (listed, used) => {
    const edwards = await makeKey('EdDSA', 'edwards', { alg: undefined });
    const keys = staticKeys({ keys: [edwards.publicJwk] });
    const token = await mint({}, { signer: edwards, header: { alg: used } });
    expect(await verdictOn(token, { keys, algorithms: [listed] })).toBe('accepted');
    expect(await verdictOn(token, { keys, algorithms: ['ES256'] })).toBe('algorithm');
  });

  it('and no other algorithm comes with them', async () => {
    expect(await verdictOn(await mint(), { algorithms: ['EdDSA'] })).toBe('algorithm');
    expect(key.alg).toBe('ES256');
    expect(() => createVerifier({ issuer: 'https://a.example', resource: 'x', algorithms: [] })).toThrow(
      TypeError,
    );
  });
});
