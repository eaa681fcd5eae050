import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, InvalidTokenError, type Requirement, type Requirements } from '../../src/index.js';
import { ISSUER, mint, verifierWith } from '../support/tokens.js';

const prototype = Object.prototype as Record<string, unknown>;
const polluted = new Set<string>();

function pollute(member: string, value: unknown): void {
  polluted.add(member);
  prototype[member] = value;
}

afterEach(() => {
  for (const member of polluted) delete prototype[member];
  polluted.clear();
});

async function answerTo(token: string | undefined, requirement: Requirements): Promise<string> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await authenticate(verifierWith(), { headers }, requirement);
  return answer.ok ? '200' : `${answer.response.status} ${answer.error.reason}`;
}

const READING = { scopes: ['read:products'] };

describe('rule 3: what stands on Object.prototype is no member of a requirement', () => {
  it.each(['any', 'required', { param: 'id' }, () => 'a'])(
    'an organization that it would open to: %o',
    async (demand) => {
      const ofOne = await mint({ organization_id: 'a' });
      pollute('organization', demand);
      expect(await answerTo(ofOne, READING)).toBe('403 organization');
      expect(await answerTo(await mint(), READING)).toBe('200');
    },
  );

  it.each<[string, unknown, Requirements]>([
    ['scopes', ['delete:products'], { anyScope: ['read:products'] }],
    ['scopes', 1, { anyScope: ['read:products'] }],
    ['anyScope', ['delete:products'], READING],
    ['anyScope', () => true, READING],
    ['principal', 'machine', READING],
    ['freshWithin', 'any', READING],
  ])('%s: %o refuses nobody', async (member, value, requirement) => {
    const token = await mint();
    pollute(member, value);
    expect(await answerTo(token, requirement)).toBe('200');
    const compiled = verifierWith().checkRequirement(requirement);
    expect(compiled.parts).toEqual([requirement]);
    const { scopes = [], anyScope } = Object.assign(Object.create(null) as Requirement, requirement);
    expect([compiled.scopes, compiled.anyScope]).toEqual([scopes, anyScope ? [anyScope] : []]);
  });

  it('nor where a place names the organization', async () => {
    const token = await mint({ organization_id: 'a' });
    pollute('principal', 'machine');
    const request = { headers: { authorization: `Bearer ${token}` }, params: { id: 'a' } };
    expect(await authenticate(verifierWith(), request, { organization: { param: 'id' } })).toMatchObject({
      ok: true,
    });
  });
});

describe('rule 3: nor is it a fact of an error, or a member of a verifier', () => {
  it.each(['held', 'cause', 'found', 'expected', 'check'])('%s', (member) => {
    pollute(member, () => 'polluted');
    const error = new InvalidTokenError('claim');
    expect(error[member as 'held']).toBe(member === 'cause' ? prototype['cause'] : undefined);
    expect(Object.hasOwn(error, member)).toBe(false);
  });

  it.each(['metadata', 'onDecision'])('%s', (member) => {
    const verifier = verifierWith();
    pollute(member, () => 'polluted');
    expect(verifier[member as 'metadata']).toBeUndefined();
    expect(verifier.issuers).toEqual([ISSUER]);
  });
});
