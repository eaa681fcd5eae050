import { verifier } from './auth.js';

process.stdout.write('the file prints\n');
setInterval(() => process.stdout.write('and goes on\n'), 10);

export default verifier;
