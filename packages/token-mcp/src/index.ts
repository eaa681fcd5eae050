export { type AuthInfo, authInfoOf } from './auth-info.js';
export { type McpHandler, type McpHandlerOptions, protectMcp, type ProtectMcpOptions } from './protect.js';
