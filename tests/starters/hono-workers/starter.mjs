import { honoStarter, NEWEST_TSC } from '../lib/hono.mjs';
import { RESOURCE } from '../lib/issuer.mjs';

// The template `cloudflare-workers` of create-hono.
const WRANGLER = 'node_modules/wrangler/bin/wrangler.js';

export default honoStarter({
  shown: 'worker.ts',
  checks: [
    { title: 'npm run cf-typegen', command: 'npm', parameters: ['run', 'cf-typegen'] },
    {
      title: 'its own tsconfig with the newest TypeScript',
      command: process.execPath,
      parameters: [NEWEST_TSC, '--noEmit'],
    },
    {
      title: 'wrangler deploy --minify, dry',
      command: process.execPath,
      parameters: [WRANGLER, 'deploy', '--minify', '--dry-run', '--outdir', 'dist'],
    },
  ],
  // The settings are the worker's own, so they are no variables of the process.
  start: ({ url }) => ({
    command: 'sh',
    parameters: [
      '-c',
      `exec node ${WRANGLER} dev --ip 127.0.0.1 --port "$PORT" --inspector-port 0 --var "TOKEN_ISSUER:${url}" --var "TOKEN_RESOURCE:${RESOURCE}"`,
    ],
  }),
});
