export interface NewProduct {
  readonly name: string;
  readonly price: number;
}

export interface Product extends NewProduct {
  readonly id: number;
}

/** What a new product has to be (JSON Schema). */
export const newProductSchema = {
  type: 'object',
  required: ['name', 'price'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    price: { type: 'number', minimum: 0 },
  },
} as const;

const MAX_PRODUCTS = 100;
const MAX_ORGANIZATIONS = 100;
const everybody: Product[] = [
  { id: 1, name: 'Teapot', price: 25 },
  { id: 2, name: 'Cup', price: 7.5 },
];
const byOrganization = new Map<string, Product[]>();
let lastId = everybody.length;

/** The products of an organization; those of the whole API where none is named. */
export function listProducts(organization?: string): readonly Product[] {
  return organization === undefined ? everybody : (byOrganization.get(organization) ?? []);
}

/** Adds a product; the oldest goes when there are too many. */
export function addProduct({ name, price }: NewProduct, organization?: string): Product {
  const products = organization === undefined ? everybody : productsOf(organization);
  const product = { id: ++lastId, name, price };
  products.push(product);
  if (products.length > MAX_PRODUCTS) products.shift();
  return product;
}

function productsOf(organization: string): Product[] {
  const known = byOrganization.get(organization) ?? [];
  if (!byOrganization.has(organization) && byOrganization.size >= MAX_ORGANIZATIONS) byOrganization.clear();
  byOrganization.set(organization, known);
  return known;
}

/** The product that a request's body describes; `undefined` when it describes none. */
export function readNewProduct(body: unknown): NewProduct | undefined {
  const { name, price } = (body ?? {}) as Partial<Record<keyof NewProduct, unknown>>;
  if (typeof name !== 'string' || name === '' || name.length > 100) return undefined;
  return typeof price === 'number' && price >= 0 ? { name, price } : undefined;
}
