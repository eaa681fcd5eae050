import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const { PORT = '3301' } = process.env;

const app = await NestFactory.create(AppModule, {
  logger: ['error', 'warn'],
  // The signature of a webhook is over the body as it was sent.
  rawBody: true,
});
app.enableShutdownHooks();
await app.listen(Number(PORT), '127.0.0.1');
console.log(`NestJS listens on ${await app.getUrl()}`);
