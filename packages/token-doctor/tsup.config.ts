import { published } from '../../tsup.base.js';

export default published({
  entry: { index: 'src/index.ts', 'causes/index': 'src/causes/index.ts', cli: 'src/cli.ts' },
  esmAlone: ['cli'],
  noExternal: ['local-pages'],
});
