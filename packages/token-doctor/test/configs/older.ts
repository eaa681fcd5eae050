import { createVerifier } from '@acme/token-core';

// What stripping types alone cannot run.
enum Resource {
  Products = 'https://api.example.com',
}

export default createVerifier({ issuer: String(process.env['TOKEN_ISSUER']), resource: Resource.Products });
