import { challenges } from './challenges.js';
import { mutatedText } from './mutated-text.js';
import { repetition } from './repetition.js';
import { requests } from './requests.js';
import { requirements } from './requirements.js';
import { signedContent } from './signed-content.js';
import type { Property } from './support/property.js';

/** Every property, by what it is about. */
export const PROPERTIES: Readonly<Record<string, readonly Property[]>> = {
  'the text of a token': mutatedText,
  'the content of a token': signedContent,
  'the headers of a request': requests,
  'the challenge of an answer': challenges,
  'the requirement of a route': requirements,
  'the memory of a verifier': repetition,
};
