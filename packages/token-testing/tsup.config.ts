import { published } from '../../tsup.base.js';

export default published({
  entry: {
    index: 'src/index.ts',
    server: 'src/server.ts',
    'contract/index': 'src/contract/index.ts',
    'standing/index': 'src/standing/index.ts',
    cases: 'src/cases.ts',
    wire: 'src/wire.ts',
  },
  esmAlone: ['contract/index'],
});
