import { Public } from '@acme/token-nestjs';
import { Controller, Post, type RawBodyRequest, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { receiver } from './standing.js';

/** Where the authorization server tells of changes. The signature is what protects it. */
@Controller('webhooks')
export class WebhookController {
  @Public()
  @Post('logto')
  logto(@Req() request: RawBodyRequest<Request>, @Res() response: Response) {
    return receiver?.node(request, response);
  }
}
