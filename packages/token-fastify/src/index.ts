export type { MisplacedName, RouteToken, TokenDemand, TokenPluginOptions } from './options.js';
export { tokenPlugin, tokenPlugin as default } from './plugin.js';
