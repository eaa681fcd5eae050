import { published } from '../../tsup.base.js';

export default published({
  entry: { index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' },
  tsconfig: 'tsconfig.build.json',
});
