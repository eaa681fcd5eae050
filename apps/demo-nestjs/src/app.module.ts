import { createVerifier } from '@acme/token-core';
import { TokenGuard, TokenModule } from '@acme/token-nestjs';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { OrganizationProductsController } from './organization-products.controller.js';
import { ProductsController } from './products.controller.js';
import { ProductsService } from './products.service.js';
import { resource } from './resource.js';
import { receiver, standing } from './standing.js';
import { WebhookController } from './webhook.controller.js';

const { TOKEN_ISSUER = 'http://localhost:3300/oidc' } = process.env;

@Module({
  imports: [TokenModule.forRoot({ verifier: createVerifier({ issuer: TOKEN_ISSUER, resource, standing }) })],
  controllers: [
    AccountController,
    ProductsController,
    OrganizationProductsController,
    ...(receiver === undefined ? [] : [WebhookController]),
  ],
  providers: [ProductsService, { provide: APP_GUARD, useExisting: TokenGuard }],
})
export class AppModule {}
