export { token, type TokenPluginOptions } from './plugin.js';
