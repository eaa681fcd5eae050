export { AnyScope, Public, Scopes, Token } from './token.decorators.js';
export { TokenException } from './token.exception.js';
export { TokenGuard } from './token.guard.js';
export { TokenModule } from './token.module.js';
export type { TokenModuleOptions } from './token.options.js';
