import { defineResource } from '@acme/token-core';
import { defineAccess } from '@acme/token-issuer';

/** The MCP server as a resource: its indicator is its address, which is what MCP clients ask for. */
export function notesAt(indicator: string) {
  return defineResource({
    indicator,
    scopes: { 'notes:read': 'Read notes', 'notes:write': 'Write notes' },
  });
}

/** Who may do what, for the authorization server on this machine. */
export function accessFor(indicator: string, callback: string) {
  return defineAccess({
    resources: [notesAt(indicator)],
    roles: [{ name: 'writer', kind: 'user', scopes: { [indicator]: ['notes:read', 'notes:write'] } }],
    users: [{ username: 'ann', password: 'ann-password', roles: ['writer'] }],
    clients: [{ id: 'agent', kind: 'native', redirectUris: [callback] }],
  });
}
