export type {
  CorpusCase,
  CorpusExpectation,
  CorpusOptions,
  CorpusRequest,
  CorpusTopic,
  CorpusVerdict,
} from './corpus-case.js';
export { CORPUS_TIME, type CorpusSettings, createCorpus, sharedKeys } from './create-corpus.js';
export { headerLines, httpExpectation } from './http.js';
export type { CorpusJwk } from './public-keys.js';
