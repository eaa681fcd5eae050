import { BadRequestException, Injectable } from '@nestjs/common';

export interface NewProduct {
  readonly name: string;
  readonly price: number;
}

export interface Product extends NewProduct {
  readonly id: number;
}

const MAX_PRODUCTS = 100;
const MAX_ORGANIZATIONS = 100;

@Injectable()
export class ProductsService {
  readonly #everybody: Product[] = [
    { id: 1, name: 'Teapot', price: 25 },
    { id: 2, name: 'Cup', price: 7.5 },
  ];
  readonly #byOrganization = new Map<string, Product[]>();
  #lastId = this.#everybody.length;

  /** The products of an organization; those of the whole API where none is named. */
  list(organization?: string): readonly Product[] {
    return organization === undefined ? this.#everybody : (this.#byOrganization.get(organization) ?? []);
  }

  /** Adds a product; the oldest goes when there are too many. */
  add({ name, price }: NewProduct, organization?: string): Product {
    const products = organization === undefined ? this.#everybody : this.#of(organization);
    const product = { id: ++this.#lastId, name, price };
    products.push(product);
    if (products.length > MAX_PRODUCTS) products.shift();
    return product;
  }

  #of(organization: string): Product[] {
    const known = this.#byOrganization.get(organization) ?? [];
    const isNew = !this.#byOrganization.has(organization);
    if (isNew && this.#byOrganization.size >= MAX_ORGANIZATIONS) this.#byOrganization.clear();
    this.#byOrganization.set(organization, known);
    return known;
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
