// What a room's mutants have to get past: the tests in the folder of that name, and those elsewhere that prove one of its rules.

interface Room {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

export const ROOMS: Readonly<Record<string, Room>> = {
  'token/text': {
    mutate: ['src/token/base64url.ts', 'src/token/compact.ts'],
    tests: ['test/token/rule-{1,2,3,4}-*.test.ts', 'test/token/facts.test.ts'],
  },
  'token/verified-token': {
    mutate: ['src/token/verified-token.ts'],
    tests: ['test/token/verified-token.test.ts', 'test/token/made-by-hand.test.ts'],
  },
  token: {
    mutate: ['src/token/**/*.ts', '!src/token/{base64url,compact,verified-token}.ts'],
    tests: ['test/token/**/*.test.ts'],
  },
  json: { mutate: ['src/json.ts'], tests: ['test/json/*.test.ts'] },
  'keys/choose': {
    mutate: ['src/keys/choose.ts'],
    tests: ['test/keys/choose.test.ts', 'test/keys/rule-7-*.test.ts', 'test/keys/rule-11-unusable.test.ts'],
  },
  keys: { mutate: ['src/keys/*.ts', '!src/keys/choose.ts'], tests: ['test/keys/*.test.ts'] },
  // In three, so that a run ends: what a mutant of one keeps away, the tests of the others would wait for.
  'keys/remote/parts': {
    mutate: [
      'src/keys/remote/{address,backoff,budget,failure,flight,hold,keep-keys,options,report,store,wait-for-fetch}.ts',
    ],
    tests: [
      'test/keys/options.test.ts',
      'test/keys/remote/{parts,rule-12-issuer,rule-22-hosts,rule-23-bounds}.test.ts',
    ],
  },
  'keys/remote/answers': {
    mutate: ['src/keys/remote/{discovery,fetch,remote}.ts'],
    tests: [
      'test/keys/options.test.ts',
      'test/keys/remote/{discovery,rule-12-issuer,rule-22-answers,rule-22-fetching,rule-22-hosts,rule-23-clocks,rule-23-freshness}.test.ts',
    ],
  },
  'keys/remote': {
    mutate: ['src/keys/remote/{fetch-keys,recheck-name,refreshing,wait-for-name}.ts'],
    tests: ['test/keys/remote/*.test.ts'],
  },
  verifier: {
    mutate: ['src/verifier/*.ts', 'src/clock.ts'],
    tests: [
      'test/verifier/*.test.ts',
      'test/token/rule-{5-algorithms,9-type,14-subject-and-audience,16-scopes}.test.ts',
      'test/request/rule-21-token-header.test.ts',
      'test/requirement/organization.test.ts',
    ],
  },
  requirement: { mutate: ['src/requirement/*.ts'], tests: ['test/requirement/*.test.ts'] },
  request: {
    mutate: ['src/request/*.ts'],
    tests: [
      'test/request/*.test.ts',
      'test/requirement/organization.test.ts',
      'test/metadata/rule-32-challenge.test.ts',
    ],
  },
  errors: {
    mutate: ['src/errors.ts', 'src/cause.ts', 'src/sentences.ts'],
    tests: ['test/errors/*.test.ts'],
  },
  resource: { mutate: ['src/resource.ts'], tests: ['test/resource/*.test.ts'] },
  options: {
    mutate: ['src/options.ts', 'src/hosts.ts', 'src/slash.ts'],
    tests: [
      'test/options/*.test.ts',
      'test/verifier/{options,mistaken-options}.test.ts',
      'test/keys/options.test.ts',
    ],
  },
  standing: { mutate: ['src/standing/**/*.ts'], tests: ['test/standing/*.test.ts'] },
  metadata: { mutate: ['src/metadata/**/*.ts'], tests: ['test/metadata/*.test.ts'] },
  explain: { mutate: ['src/explain/**/*.ts'], tests: ['test/explain/*.test.ts'] },
  fetch: {
    mutate: ['src/fetch/*.ts', 'src/adapter/*.ts'],
    tests: ['test/fetch/*.test.ts', 'test/adapter/*.test.ts'],
  },
};

/** For every change that lands, in a minute or two: where a mistake would be a hole. */
export const SAMPLE: readonly string[] = ['token/text', 'token/verified-token', 'json', 'keys/choose'];
