export interface NewProduct {
  readonly name: string;
  readonly price: number;
}

export interface Product extends NewProduct {
  readonly id: number;
}

const MAX_PRODUCTS = 100;
const products: Product[] = [
  { id: 1, name: 'Teapot', price: 25 },
  { id: 2, name: 'Cup', price: 7.5 },
];
let lastId = products.length;

export function listProducts(): readonly Product[] {
  return products;
}

/** Adds a product; the oldest goes when there are too many. */
export function addProduct({ name, price }: NewProduct): Product {
  const product = { id: ++lastId, name, price };
  products.push(product);
  if (products.length > MAX_PRODUCTS) products.shift();
  return product;
}

/** `undefined` when it is no product. */
export function readNewProduct(body: unknown): NewProduct | undefined {
  const { name, price } = (body ?? {}) as Partial<Record<keyof NewProduct, unknown>>;
  if (typeof name !== 'string' || name === '' || name.length > 100) return undefined;
  return typeof price === 'number' && price >= 0 ? { name, price } : undefined;
}
