export { protect, type TokenVariables } from './protect.js';
