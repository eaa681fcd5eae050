import { published } from '../../tsup.base.js';

export default published({
  entry: {
    index: 'src/index.ts',
    'given-keys': 'src/given-keys.ts',
    'adapter/index': 'src/adapter/index.ts',
    'explain/index': 'src/explain/index.ts',
    'metadata/index': 'src/metadata/index.ts',
    'fetch/index': 'src/fetch/index.ts',
    'standing/index': 'src/standing/index.ts',
  },
});
