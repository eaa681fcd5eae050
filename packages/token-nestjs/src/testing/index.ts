export { overrideTokenOptions, TokenTestingModule } from './testing.module.js';
