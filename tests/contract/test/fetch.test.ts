import { adapterContract } from '@acme/token-testing/contract';
import { fetchOnNode } from './fetch-host.js';

adapterContract(fetchOnNode);
