import { BadRequestException, Injectable } from '@nestjs/common';
import { addProduct, listProducts, type NewProduct, type Product, readNewProduct } from 'demo-products';

@Injectable()
export class ProductsService {
  /** The products of an organization; those of the whole API where none is named. */
  list(organization?: string): readonly Product[] {
    return listProducts(organization);
  }

  add(product: NewProduct, organization?: string): Product {
    return addProduct(product, organization);
  }

  /** The product that a body describes. */
  read(body: unknown): NewProduct {
    const product = readNewProduct(body);
    if (product === undefined) throw new BadRequestException('expected a name and a price');
    return product;
  }
}
