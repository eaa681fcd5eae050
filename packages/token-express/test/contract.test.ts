import { adapterContract } from '@acme/token-testing/contract';
import { express5, oldExpress, plainConnect } from './host.js';

adapterContract(express5);
adapterContract(oldExpress);
adapterContract(plainConnect);
