import { memoryStore } from '@acme/token-core/standing';
import { it } from 'vitest';
import { standingStoreContract } from '../src/standing/index.js';

standingStoreContract(it, () => {
  const store = memoryStore();
  return { open: () => store };
});
