import { published } from '../../tsup.base.js';

export default published({
  entry: {
    index: 'src/index.ts',
    'management/index': 'src/management/index.ts',
    'webhooks/index': 'src/webhooks/index.ts',
    cli: 'src/cli.ts',
  },
  esmAlone: ['cli'],
});
