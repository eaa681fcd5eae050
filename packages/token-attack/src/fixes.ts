import type { CorpusTopic } from './corpus/corpus-case.js';

/** What can be wrong with an answer. */
export type FindingKind = 'accepted' | 'fault' | 'refused' | 'challenge' | 'answer' | 'echo' | 'fetched';

const ACCEPTED: Readonly<Record<CorpusTopic, string>> = {
  text: 'Take three segments of canonical base64url and nothing else: no padding, no white space, no second spelling.',
  algorithm:
    'Verify with a fixed list of asymmetric algorithms, and never choose the algorithm by the token.',
  header:
    'Take keys only from the configured issuer: never from jwk, jku or x5u, never by another kid, and refuse crit.',
  type: 'Accept only tokens whose typ is at+jwt: an ID token is no access token.',
  key: 'Use only published keys that are strong, public, meant for signatures and for the algorithm of the token.',
  signature: 'Verify the signature over exactly the text of the token, before anything else is believed.',
  issuer: 'Compare iss with the configured issuer, exactly.',
  audience: 'Compare aud with the indicator of this resource, exactly.',
  time: 'Take exp, nbf and iat for finite numbers only, and ask for exp.',
  claim: 'Refuse claims of the wrong type.',
  content: 'Take header and payload for JSON objects in UTF-8 only.',
  bound: 'Refuse tokens with cnf unless the proof is checked.',
  scope: 'Split scope on spaces and compare whole names.',
  organization: 'Refuse tokens of an organization where a route is not about that very organization.',
  request: 'Take one token, from one Authorization header of the scheme Bearer, and from nowhere else.',
};

const OTHERS: Readonly<Record<Exclude<FindingKind, 'accepted'>, string>> = {
  fault:
    'Catch what the verifier throws and answer 401: nothing that a client sends is a fault of the server.',
  refused: 'Accept this: the standard allows it, and good clients send it.',
  challenge:
    'Send WWW-Authenticate: Bearer with every 401 and 403, with an error code only when credentials were sent.',
  answer: 'Answer 401 instead of a redirect: the client of an API cannot log in on a page.',
  fetched:
    'Fetch nothing that a token names: not jku, not x5u, not kid. Keys come from the configured issuer alone.',
  echo: 'Never write a token into an answer: answers are logged and cached.',
};

/** The sentence that goes with a finding. */
export function fixFor(kind: FindingKind, topic: CorpusTopic): string {
  return kind === 'accepted' ? ACCEPTED[topic] : OTHERS[kind];
}
