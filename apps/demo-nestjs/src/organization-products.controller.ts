import type { VerifiedToken } from '@acme/token-core';
import { Requires, Scopes, Token } from '@acme/token-nestjs';
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ProductsService } from './products.service.js';

/** Every route here needs a token of the very organization that its path names. */
@Requires({ organization: { param: 'organizationId' } })
@Controller('organizations/:organizationId/products')
export class OrganizationProductsController {
  constructor(@Inject(ProductsService) private readonly products: ProductsService) {}

  @Scopes('read:products')
  @Get()
  list(@Token() { organization }: VerifiedToken) {
    return this.products.list(organization);
  }

  @Scopes('write:products')
  @Post()
  add(@Token() { organization }: VerifiedToken, @Body() body: unknown) {
    return this.products.add(this.products.read(body), organization);
  }
}
