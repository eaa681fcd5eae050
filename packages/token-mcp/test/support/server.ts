import { createVerifier, defineResource } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createIssuer, type Issuer, type IssuerOptions } from '@acme/token-issuer';
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { createServer } from 'node:net';
import { z } from 'zod';
import { protectMcp, type ProtectMcpOptions } from '../../src/index.js';

/** An MCP server with two tools, at work, and the issuer that it trusts. */
export interface RunningServer {
  /** The address of the MCP server, which is its resource indicator. */
  readonly url: string;
  readonly issuer: Issuer;
  /** Every request that came, and the status it was answered with. */
  readonly log: readonly string[];
  /** How often each tool was run. */
  readonly runs: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export const CALLBACK = 'http://localhost:43219/callback';

/** Starts both on free ports; the indicator is where the server will listen. */
export async function startServer(
  options: ProtectMcpOptions = TOOLS,
  issuerOptions: IssuerOptions = {},
): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://localhost:${port}/mcp`;
  const scopes = { 'notes:read': 'Read notes', 'notes:write': 'Write notes' };
  const issuer = await createIssuer(
    {
      resources: [{ indicator: url, scopes }],
      roles: [{ name: 'writer', kind: 'user', scopes: { [url]: ['notes:read', 'notes:write'] } }],
      users: [{ username: 'ann', password: 'ann-password', roles: ['writer'] }],
      clients: [{ id: 'agent', kind: 'native', redirectUris: [CALLBACK] }],
    },
    { port: 0, ...issuerOptions },
  );
  const verifier = createVerifier({
    issuer: issuer.url,
    resource: defineResource({ indicator: url, scopes }),
    metadata: resourceMetadata({ resourceName: 'Notes' }),
  });
  const runs: Record<string, number> = { 'list-notes': 0, 'add-note': 0 };
  const handler = createMcpHandler(() => makeServer(runs));
  const guarded = protectMcp(verifier, handler.fetch, { report: false, ...options } as never);
  const log: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const response = await guarded(request);
    log.push(`${request.method} ${new URL(request.url).pathname} ${response.status}`);
    return response;
  };
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const starting = serve({ fetch, hostname: '127.0.0.1', port }, () => resolve(starting));
  });
  return {
    url,
    issuer,
    log,
    runs,
    async close() {
      await handler.close();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      await issuer.close();
    },
  };
}

export const TOOLS = {
  requirement: { scopes: ['notes:read'] },
  tools: { 'add-note': { scopes: ['notes:write'] } },
} as const;

function makeServer(runs: Record<string, number>): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  const ran = (name: string): void => void (runs[name] = (runs[name] ?? 0) + 1);
  server.registerTool('list-notes', { description: 'Lists the notes' }, (context) => {
    ran('list-notes');
    const { authInfo } = context.http ?? {};
    return { content: [{ type: 'text', text: `notes of ${String(authInfo?.extra?.['subject'])}` }] };
  });
  server.registerTool(
    'add-note',
    { description: 'Adds a note', inputSchema: z.object({ text: z.string() }) },
    ({ text }) => {
      ran('add-note');
      return { content: [{ type: 'text', text: `added ${text}` }] };
    },
  );
  return server;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
