export {
  AnyScope,
  OptionalToken,
  Organization,
  Public,
  Requires,
  Scopes,
  VerifiedBy,
} from './token.decorators.js';
export type { HandlerKind } from './token.discovery.js';
export { TokenException, type TokenExtensions } from './token.exception.js';
export { TokenGuard } from './token.guard.js';
export { demandsOf, type HandlerDemands, type TokenDemand } from './token.inventory.js';
export { TokenModule } from './token.module.js';
export type { TokenModuleOptions } from './token.options.js';
export { Token, tokenOf, type TokenPath } from './token.parameter.js';
