import { createIssuer } from '@acme/token-issuer';
import { accessFor } from './access.js';
import { serveNotes } from './server.js';
import { walk } from './walk.js';

const { PORT = '3305', TOKEN_ISSUER } = process.env;
const port = Number(PORT);
// The address is the resource indicator: what is registered at the authorization server, to the letter.
const address = `http://localhost:${port}/mcp`;
const callback = 'http://localhost:3315/callback';

if (TOKEN_ISSUER !== undefined) {
  await serveNotes({ issuer: TOKEN_ISSUER, address, port }, console.log);
  console.log(`The MCP server is ${address}, for tokens of ${TOKEN_ISSUER}`);
} else {
  const issuer = await createIssuer(accessFor(address, callback), { port: 0 });
  const server = await serveNotes({ issuer: issuer.url, address, port }, (line) =>
    console.log(`     ${line}`),
  );
  console.log(`The MCP server is ${address}, the authorization server ${issuer.url}\n`);
  await walk(address, callback, console.log);
  if (process.argv.includes('--exit')) {
    await new Promise((resolve) => void server.close(resolve));
    await issuer.close();
  } else {
    console.log('\nBoth serve on; sign in as ann with your own MCP client (client id: agent). Ctrl-C ends.');
  }
}
