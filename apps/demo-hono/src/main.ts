import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Starts the built worker in workerd, as `wrangler dev` does, with the settings of this process.
const { PORT = '3302', TOKEN_ISSUER, TOKEN_RESOURCE, LOGTO_SIGNING_KEY } = process.env;

const variables = Object.entries({ TOKEN_ISSUER, TOKEN_RESOURCE, LOGTO_SIGNING_KEY })
  .filter(([, value]) => value !== undefined)
  .flatMap(([name, value]) => ['--var', `${name}:${value}`]);

const wrangler = fileURLToPath(new URL('../bin/wrangler.js', import.meta.resolve('wrangler')));
const config = fileURLToPath(new URL('../wrangler.jsonc', import.meta.url));
const child = spawn(
  process.execPath,
  [wrangler, 'dev', '--local', '--config', config, '--ip', '127.0.0.1', '--port', PORT, ...variables],
  {
    // Nothing but loopback: no request.cf from the network, no metrics, no banner that asks for the newest version.
    env: {
      ...process.env,
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
