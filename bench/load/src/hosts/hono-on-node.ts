import { serve } from '@hono/node-server';
import worker from '../../../../apps/demo-hono/src/worker.js';

// The Hono demo on its other runtime.
serve({ fetch: worker.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT']) });
