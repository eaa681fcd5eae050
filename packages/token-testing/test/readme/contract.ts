import { createVerifier, defineResource } from '@acme/token-core';
import { adapterContract, type ContractHost } from '../../src/contract/index.js';
import { startServer } from './start-server.js';

const host: ContractHost = {
  name: 'My framework',
  async start({ issuer, resource }) {
    const products = defineResource({
      indicator: resource,
      scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
    });
    const server = await startServer(createVerifier({ issuer, resource: products }));
    return { origin: `http://127.0.0.1:${server.port}`, close: () => server.stop() };
  },
};

adapterContract(host);
