import { createVerifier } from '@acme/token-core';

const issuer = 'https://tenant.logto.app/oidc';
export const one = createVerifier({ issuer, resource: 'https://one.example.com' });
export const two = createVerifier({ issuer, resource: 'https://two.example.com' });
