import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../../../../apps/demo-nestjs/src/app.module.js';

// The NestJS demo on its other platform.
const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error', 'warn'] });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
