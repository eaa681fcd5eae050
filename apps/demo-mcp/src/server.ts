import { createVerifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { protectMcp } from '@acme/token-mcp';
import { serve, type ServerType } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { notesAt } from './access.js';

const notes: string[] = ['buy bread'];

function makeServer(): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  server.registerTool('list-notes', { description: 'Lists the notes' }, () => ({
    content: [{ type: 'text', text: notes.join(', ') }],
  }));
  server.registerTool(
    'add-note',
    { description: 'Adds a note', inputSchema: z.object({ text: z.string() }) },
    ({ text }) => {
      notes.push(text);
      return { content: [{ type: 'text', text: `added: ${text}` }] };
    },
  );
  return server;
}

/**
 * Serves the MCP server: `list-notes` for whoever may read, `add-note` for whoever may write.
 *
 * @param told - Told of each answer.
 */
export function serveNotes(
  { issuer, address, port }: { readonly issuer: string; readonly address: string; readonly port: number },
  told: (line: string) => void,
): Promise<ServerType> {
  const verifier = createVerifier({
    issuer,
    resource: notesAt(address),
    metadata: resourceMetadata({ resourceName: 'Notes' }),
  });
  const guarded = protectMcp(verifier, createMcpHandler(makeServer).fetch, {
    requirement: { scopes: ['notes:read'] },
    tools: { 'add-note': { scopes: ['notes:write'] } },
    report: false,
  });
  const fetch = async (request: Request): Promise<Response> => {
    const response = await guarded(request);
    const challenge = response.headers.get('www-authenticate');
    told(
      `${request.method} ${new URL(request.url).pathname} → ${response.status}${challenge ? ` ${challenge}` : ''}`,
    );
    return response;
  };
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port }, () => resolve(server));
  });
}
