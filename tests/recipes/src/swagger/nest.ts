// NestJS with @nestjs/swagger: its pages stand beside the controllers and are public; every controller stays protected
import 'reflect-metadata';
import { Scopes, TokenGuard, TokenModule } from '@acme/token-nestjs';
import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { verifier } from '../auth.js';

@Controller('products')
class ProductsController {
  @Get()
  @Scopes('read:products')
  list(): readonly string[] {
    return [];
  }
}

@Module({
  imports: [TokenModule.forRoot({ verifier })],
  controllers: [ProductsController],
  providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
})
class AppModule {}

export async function build(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: false });
  const document = new DocumentBuilder().setTitle('Products').setVersion('1.0.0').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, document));
  return app;
}
