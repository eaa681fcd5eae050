import type { CorpusCase } from '@acme/token-attack/corpus';

/** What the tokens of one run are for. */
export interface Settings {
  readonly issuer: string;
  readonly resource: string;
}

/** What a peer made of a token. `untyped`: an error outside the classes that its documentation names. */
export type Verdict = 'accepted' | 'refused' | 'untyped';

/** A library, set up as strictly as its own options allow. */
export interface Peer {
  readonly name: string;
  /** The settings in a few words, for the table's legend. */
  readonly setting: string;
  /** Rejects when the peer throws; see `isTyped`. */
  verify(corpusCase: CorpusCase): Promise<void>;
  /** Whether an error is of a class that the peer documents. */
  isTyped(error: unknown): boolean;
}

/** Runs one case. */
export async function judge(peer: Peer, corpusCase: CorpusCase): Promise<Verdict> {
  try {
    await peer.verify(corpusCase);
    return 'accepted';
  } catch (error) {
    return peer.isTyped(error) ? 'refused' : 'untyped';
  }
}
