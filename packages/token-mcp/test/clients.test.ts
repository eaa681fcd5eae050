import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publishDocument } from './support/document-host.js';
import { Person } from './support/person.js';
import { type RunningServer, startServer, TOOLS } from './support/server.js';

/** As much of a client as the story needs, whichever generation it is. */
interface AnyClient {
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

type Connect = (server: RunningServer, person: Person) => Promise<AnyClient>;

/** Connects, signing in where it is asked to, as the documentation of both clients says. */
const GENERATIONS: Readonly<
  Record<string, { connect: Connect; finish: (person: Person, server: RunningServer) => Promise<void> }>
> = {
  'client 2.x': {
    async connect({ url }, person) {
      const client = new Client({ name: 'agent', version: '1.0.0' });
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: person }));
      return client;
    },
    async finish(person, { url }) {
      const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: person });
      await transport.finishAuth(person.answered);
    },
  },
  'sdk 1.x': {
    async connect({ url }, person) {
      const client = new Client1({ name: 'agent', version: '1.0.0' });
      await client.connect(new Transport1(new URL(url), { authProvider: person }));
      return client;
    },
    async finish(person, { url }) {
      const transport = new Transport1(new URL(url), { authProvider: person });
      await transport.finishAuth(person.answered.get('code') ?? '');
    },
  },
};

describe.each(Object.entries(GENERATIONS))('an MCP client: %s', (_name, { connect, finish }) => {
  /** Tries, and where a person has to sign in does so once and tries again. */
  async function withSignIn<T>(person: Person, server: RunningServer, work: () => Promise<T>): Promise<T> {
    const before = person.asked.length;
    try {
      return await work();
    } catch (error) {
      if (person.asked.length === before) throw error;
      await finish(person, server);
      return work();
    }
  }

  it.each(['a registered client', 'the address of its document'])(
    '401, metadata, sign-in with %s, tool, 403, one step-up, both tools',
    { timeout: 30_000 },
    async (kind) => {
      const document = kind === 'a registered client' ? undefined : await publishDocument();
      const server = await startServer(
        TOOLS,
        document && { clientIdDocuments: true, clientIdDocumentHosts: [document.host] },
      );
      onTestFinished(() => server.close());
      const person = new Person(document?.id);

      const client = await withSignIn(person, server, () => connect(server, person));
      onTestFinished(() => client.close());
      expect(person.asked).toHaveLength(1);
      expect(Object.fromEntries(person.asked[0]?.searchParams ?? [])).toMatchObject({
        client_id: document?.id ?? 'agent',
        resource: server.url,
        scope: 'notes:read',
      });
      expect(await client.callTool({ name: 'list-notes' })).toMatchObject({
        content: [{ type: 'text', text: 'notes of ann' }],
      });

      const note = { name: 'add-note', arguments: { text: 'milk' } };
      expect(await withSignIn(person, server, () => client.callTool(note))).toMatchObject({
        content: [{ type: 'text', text: 'added milk' }],
      });
      expect(person.asked).toHaveLength(2);
      const asked = person.asked[1]?.searchParams.get('scope')?.split(' ') ?? [];
      expect(asked).toEqual(expect.arrayContaining(['notes:read', 'notes:write']));

      // Nothing was lost by the second sign-in, and nothing has to be asked for again.
      await client.callTool({ name: 'list-notes' });
      await client.callTool(note);
      expect(person.asked).toHaveLength(2);
      expect(server.runs).toEqual({ 'list-notes': 2, 'add-note': 2 });
      const statuses = server.log.map((line) => line.split(' ')[2]);
      expect(statuses.filter((status) => status === '401')).toHaveLength(1);
      expect(statuses.filter((status) => status === '403')).toHaveLength(1);
      expect(server.log).toContain('GET /.well-known/oauth-protected-resource/mcp 200');
    },
  );

  it('a client with a document falls back to registration where the issuer has them off', async () => {
    const { id } = await publishDocument();
    const server = await startServer();
    onTestFinished(() => server.close());
    await expect(connect(server, new Person(id))).rejects.toThrow(/registration/i);
  });
});
