import '../keys/remote/support/deadlines.js';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeysUnavailableError, type Requirements } from '../../src/index.js';
import type { Sample } from './support/cast.js';
import { steps, type Step } from './support/steps.js';
import { asRequestsAsk, LONGEST_SERVICE, type Party, verdictOf, World } from './support/world.js';

const SEED = Number(process.env['SEED'] ?? 8707);
/** `SEQUENCES=2000 pnpm vitest run test/sequences` for a longer run, `SEED=…` for another one. */
const SEQUENCES = Number(process.env['SEQUENCES'] ?? 60);

/** How often each verdict was given, so that a world in which nothing happens is noticed. */
const tally = new Map<string, number>();

/** One question to one verifier, judged from two sides: against its like without a past, and against what was published. */
async function ask(
  world: World,
  party: Party,
  { text, signer }: Sample,
  requirement: Requirements | undefined,
) {
  const { verifier, keys, client } = party;
  const toldBefore = client.told;
  keys.forget();
  // By turns, so that each finds what the other has put into the cache.
  const asked = world.asked++ % 3 === 0 ? verifier : asRequestsAsk(verifier);
  const verdict = await verdictOf(asked, text, requirement);
  expect(verdict).toEqual(await verdictOf(party.fresh(), text, requirement));
  tally.set(verdict.reason, (tally.get(verdict.reason) ?? 0) + 1);
  if (verdict.reason !== 'accepted' && verdict.reason !== 'scope') return;
  // Whoever signed it is in the newest healthy answer; a background fetch may just have brought a newer one.
  expect([...toldBefore, ...client.told]).toContain(signer);
  expect(world.now() - client.toldAt).toBeLessThanOrEqual(LONGEST_SERVICE * 1000);
  if (verdict.claims === undefined) return;
  expect(verifier.issuers).toEqual([verdict.claims.iss]);
  expect([verdict.claims.aud].flat()).toContain(verifier.resource.indicator);
}

async function perform(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'ask': {
      const party = world.parties[step.party];
      if (party !== undefined) await ask(world, party, step.token, step.requirement);
      break;
    }
    case 'ask all':
      await Promise.all(world.parties.map((party) => ask(world, party, step.token, step.requirement)));
      break;
    case 'wait':
      world.advance(step.seconds);
      break;
    case 'publish':
      world.endpoints[step.issuer].publication = step.publication;
      break;
    case 'health':
      world.endpoints[step.issuer].health = step.health;
      break;
    case 'refresh':
      await world.sources[step.source]?.refresh().catch((error: unknown) => {
        expect(error).toBeInstanceOf(KeysUnavailableError);
      });
  }
  await world.settle();
}

describe('several verifiers in one process', () => {
  // The jitter of the back-off, so that a sequence runs the same way twice.
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => vi.restoreAllMocks());

  it('every verdict is that of a verifier without a past, whatever was asked, published, withdrawn or broken before', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const world = new World();
        for (const step of sequence) await perform(world, step);
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
    if (process.env['SEQUENCES'] !== undefined)
      process.stdout.write(`${JSON.stringify(Object.fromEntries(tally))}\n`);
    const seen = [...tally.keys()].toSorted();
    expect(seen).toEqual([
      'accepted',
      'algorithm',
      'audience',
      'bound',
      'claim',
      'expired',
      'issuer',
      'keys_unavailable',
      'not_yet_valid',
      'scope',
      'signature',
      'type',
      'unknown_key',
    ]);
  }, 600_000);
});
