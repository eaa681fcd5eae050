import { honoStarter } from '../lib/hono.mjs';

// The template `nodejs` of create-hono; its port is the one that the environment names.
export default honoStarter({
  checks: [{ title: 'npm run build', command: 'npm', parameters: ['run', 'build'] }],
  start: () => ({ command: 'npm', parameters: ['start'] }),
});
