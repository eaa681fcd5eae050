import { adapterContract } from '@acme/token-testing/contract';
import { fastify } from './host.js';

adapterContract(fastify);
