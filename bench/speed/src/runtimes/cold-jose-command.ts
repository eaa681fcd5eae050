// A process of its own: prints by how many milliseconds its first token is verified after it began.
import { verifyFirst } from './cold-jose.js';

const [jwksUri = '', issuer = '', token = ''] = process.argv.slice(2);
await verifyFirst({ jwksUri, issuer, token });
console.log(performance.now());
