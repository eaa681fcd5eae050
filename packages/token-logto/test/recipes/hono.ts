// hono.ts
import { Hono } from 'hono';
import { receiver } from './webhooks.js';

export const app = new Hono();
app.post('/webhooks/logto', (c) => receiver.fetch(c.req.raw));
