// nestjs.ts
import { Public } from '@acme/token-nestjs';
import { Controller, Module, Post, type RawBodyRequest, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Request, Response } from 'express';
import { receiver } from './webhooks.js';

@Controller('webhooks')
export class WebhookController {
  @Public()
  @Post('logto')
  logto(@Req() request: RawBodyRequest<Request>, @Res() response: Response) {
    return receiver.node(request, response);
  }
}

@Module({ controllers: [WebhookController] })
export class WebhookModule {}

// The body stays beside what NestJS makes of it.
export const createApp = () => NestFactory.create(WebhookModule, { rawBody: true, logger: false });
