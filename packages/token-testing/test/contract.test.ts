import { adapterContract } from '../src/contract/index.js';
import { plainHost } from './plain-host.js';

adapterContract(plainHost('node:http'));
