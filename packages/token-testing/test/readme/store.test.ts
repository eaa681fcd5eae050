import { memoryStore } from '@acme/token-core/standing';
import { standingStoreContract } from '../../src/standing/index.js';
import { it } from 'vitest';

standingStoreContract(it, () => {
  const store = memoryStore();
  return { open: () => store };
});
