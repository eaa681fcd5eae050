import { type CorpusCase, createCorpus } from '@acme/token-attack/corpus';
import type { Settings } from './peer.js';

/**
 * The part of the corpus that every peer can be asked about: tokens, with keys of their own where the case has some.
 * Left out: scopes, which no peer but one judges, and organizations, which none does; requests, which are a framework's matter; options of ours; and times
 * within seconds of the clock, since not every peer can be given one.
 */
export async function comparableCases(settings: Settings): Promise<readonly CorpusCase[]> {
  const corpus = await createCorpus({ ...settings, now: Date.now() });
  return corpus.filter(
    ({ topic, options, requirement, request, exactTime }) =>
      topic !== 'scope' && topic !== 'organization' && !options && !requirement && !request && !exactTime,
  );
}
