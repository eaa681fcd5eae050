import { nestStarter } from '../lib/nest.mjs';

// `npx @nestjs/cli@12.0.8 new nest-12 --package-manager npm`, with @nestjs/schematics 12.0.6: ESM and Vitest.
export default nestStarter({
  builders: { tsc: ['run', 'build'], swc: ['exec', '--', 'nest', 'build', '--builder', 'swc'] },
  dependencies: { '@swc/cli': '^0.8.0', '@swc/core': '^1.15.0' },
});
