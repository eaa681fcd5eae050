import { InvalidTokenError } from '@acme/token-core';
import { required } from './required.cjs';

console.log(required === InvalidTokenError ? 'one core' : 'two cores');
