export type { GivenClient } from './client.js';
export type { RedisStandingStoreOptions } from './options.js';
export { redisStandingStore } from './store.js';
export { RedisStoreError, type RedisTroubleKind } from './trouble.js';
