import { createVerifier } from '@acme/token-core';

export const verifier = createVerifier({
  issuer: String(process.env['TOKEN_ISSUER']),
  resource: 'https://api.example.com',
});
