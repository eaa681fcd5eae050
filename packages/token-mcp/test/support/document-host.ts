import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished } from 'vitest';
import { CALLBACK } from './server.js';

const CERTIFICATES = new URL('../../../token-attack/test/tls/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`test-only.${name}.pem`, CERTIFICATES), 'utf8');

/** Publishes the document of an MCP client over https, with a certificate that this process trusts, for one test. */
export async function publishDocument(): Promise<{ readonly host: string; readonly id: string }> {
  let id = '';
  const server = createServer({ cert: read('cert'), key: read('key') }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        client_id: id,
        client_name: 'Agent',
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      }),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, read('cert')]);
  onTestFinished(() => {
    setDefaultCACertificates(trusted);
    server.close();
    server.closeAllConnections();
  });
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  id = `https://${host}/agent.json`;
  return { host, id };
}
