export { letIn } from './let-in.js';
export { overrideTokenOptions, TokenTestingModule } from './testing.module.js';
