import { expect, it } from 'vitest';
import { redisStandingStore } from '../src/index.js';

it('rule 3: an option that is inherited or hidden is no option passed over in silence', () => {
  class Settings {
    readonly url = 'redis://127.0.0.1:1';
    get prefix(): string {
      return 'ours';
    }
  }
  expect(() => redisStandingStore(new Settings())).toThrow(
    'prefix: expected a member of its own, neither inherited nor hidden.',
  );
});
