export { demandsOf, type RouteDemands, type TokenDemand } from './inventory.js';
export type { MisplacedName, RouteToken, TokenPluginOptions, TokenRequirement } from './options.js';
export { tokenOf, tokenPlugin, tokenPlugin as default } from './plugin.js';
