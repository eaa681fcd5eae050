import { published } from '../../tsup.base.js';

export default published({
  entry: { index: 'src/index.ts', 'corpus/index': 'src/corpus/index.ts', cli: 'src/cli.ts' },
  esmAlone: ['cli'],
});
