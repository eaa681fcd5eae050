import { adapterContract } from '@acme/token-testing/contract';
import { node, workerd } from './host.js';

adapterContract(workerd);
adapterContract(node);
