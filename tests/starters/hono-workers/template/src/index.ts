import { Hono } from 'hono';

const app = new Hono();

app.get('/', (c) => c.text('A stock project'));

export default app;
