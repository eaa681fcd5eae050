import { Scopes } from '@acme/token-nestjs';
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ProductsService } from './products.service.js';

@Controller('products')
export class ProductsController {
  constructor(@Inject(ProductsService) private readonly products: ProductsService) {}

  @Scopes('read:products')
  @Get()
  list() {
    return this.products.list();
  }

  @Scopes('write:products')
  @Post()
  add(@Body() body: unknown) {
    return this.products.add(this.products.read(body));
  }
}
