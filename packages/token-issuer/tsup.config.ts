import { published } from '../../tsup.base.js';

export default published({
  entry: { index: 'src/index.ts', cli: 'src/cli.ts' },
  // `src/commonjs.cjs` stands for the CommonJS build.
  esmAlone: ['index', 'cli'],
  noExternal: ['local-pages'],
});
