import { published } from '../../tsup.base.js';

export default published({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    // Files of their own, loaded when they are first asked for: most issuers are started by a test that needs none of them.
    'lazy/console': 'src/console/open.ts',
    'lazy/client-documents': 'src/client-documents/client-documents.ts',
    'lazy/storage-file': 'src/storage/file.ts',
    'lazy/token-for': 'src/flows/token-for.ts',
  },
  // `src/commonjs.cjs` stands for the CommonJS build.
  esmAlone: ['index', 'cli', 'lazy/console', 'lazy/client-documents', 'lazy/storage-file', 'lazy/token-for'],
  noExternal: ['local-pages'],
});
