import type { CaseDefinition } from '../definition.js';
import { algorithms } from './algorithms.js';
import { confusion } from './confusion.js';
import { contents } from './contents.js';
import { headers } from './headers.js';
import { identity } from './identity.js';
import { keySets } from './key-sets.js';
import { keys } from './keys.js';
import { members } from './members.js';
import { organizations } from './organizations.js';
import { requests } from './requests.js';
import { scopes } from './scopes.js';
import { serialisations } from './serialisations.js';
import { signatures } from './signatures.js';
import { sizes } from './sizes.js';
import { texts } from './texts.js';
import { times } from './times.js';
import { types } from './types.js';

/** Every case, in the order of the rules. */
export const definitions: readonly CaseDefinition[] = [
  ...sizes,
  ...texts,
  ...serialisations,
  ...contents,
  ...members,
  ...algorithms,
  ...confusion,
  ...headers,
  ...types,
  ...keys,
  ...keySets,
  ...signatures,
  ...identity,
  ...times,
  ...scopes,
  ...organizations,
  ...requests,
];
