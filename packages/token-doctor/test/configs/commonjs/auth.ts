export { verifier } from '../auth.js';
