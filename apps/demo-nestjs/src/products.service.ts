import { BadRequestException, Injectable } from '@nestjs/common';

export interface NewProduct {
  readonly name: string;
  readonly price: number;
}

export interface Product extends NewProduct {
  readonly id: number;
}

const MAX_PRODUCTS = 100;

@Injectable()
export class ProductsService {
  readonly #products: Product[] = [
    { id: 1, name: 'Teapot', price: 25 },
    { id: 2, name: 'Cup', price: 7.5 },
  ];
  #lastId = this.#products.length;

  list(): readonly Product[] {
    return this.#products;
  }

  /** Adds a product; the oldest goes when there are too many. */
  add({ name, price }: NewProduct): Product {
    const product = { id: ++this.#lastId, name, price };
    this.#products.push(product);
    if (this.#products.length > MAX_PRODUCTS) this.#products.shift();
    return product;
  }
}

export function readNewProduct(body: unknown): NewProduct {
  const { name, price } = (body ?? {}) as Partial<Record<keyof NewProduct, unknown>>;
  if (typeof name !== 'string' || name === '' || name.length > 100) {
    throw new BadRequestException('name: expected a text of 1 to 100 characters');
  }
  if (typeof price !== 'number' || !(price >= 0)) {
    throw new BadRequestException('price: expected a number of 0 or more');
  }
  return { name, price };
}
