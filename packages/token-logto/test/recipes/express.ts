// express.ts
import express, { type Express } from 'express';
import { receiver } from './webhooks.js';

export const app: Express = express();
// Before express.json(): the signature is over the body as it was sent.
app.post('/webhooks/logto', receiver.node);
app.use(express.json());
