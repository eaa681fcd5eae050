import { nestStarter } from '../lib/nest.mjs';

// `npx @nestjs/cli@11.0.24 new nest-11 --package-manager npm`, with @nestjs/schematics 11.1.0: CommonJS, Jest and ts-jest.
export default nestStarter({
  withJest: true,
  builders: {
    tsc: ['run', 'build'],
    swc: ['exec', '--', 'nest', 'build', '--builder', 'swc'],
    webpack: ['exec', '--', 'nest', 'build', '--builder', 'webpack'],
  },
  // `nest build --builder swc` asks for them.
  dependencies: { '@swc/cli': '^0.8.0', '@swc/core': '^1.15.0' },
});
