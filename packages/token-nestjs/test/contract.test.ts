import { adapterContract } from '@acme/token-testing/contract';
import { nestOnExpress, nestOnFastify } from './host.js';

adapterContract(nestOnExpress);
adapterContract(nestOnFastify);
