import { BUN, honoStarter } from '../lib/hono.mjs';

// The template `bun` of create-hono, whose tsconfig names no module resolution, and TypeScript 5.9, which then takes the old one.
export default honoStarter({
  checks: [
    {
      title: 'its own tsconfig with TypeScript 5.9',
      command: process.execPath,
      parameters: ['node_modules/typescript/bin/tsc', '--noEmit'],
    },
  ],
  start: () => ({ command: BUN, parameters: ['run', 'src/index.ts'] }),
});
