/** What `token-issuer --help` prints. */
export const HELP = `token-issuer: a local authorization server that behaves as Logto does

  token-issuer [access file] [options]   serve; without a file, the demo's access model
  token-issuer check <access file>       check the file, and say where it is wrong
  token-issuer export [options]          print the access model as it is now, secrets and all, as an access file

Options
  --port <number>        TCP port, 0 for any free one              (default 3300)
  --host <host>          loopback host: localhost, ::1, 127.0.0.1  (default localhost)
  --public-host <host>   for containers: also answer others that call this machine so, at /oidc only
  --algorithm <name>     ES384 or RS256                            (default ES384)
  --no-chooser           sign in with passwords only, not by choosing a test user
  --watch                read the access file again whenever it changes; keys and sessions stay
  --storage <file>       keep sessions, refresh tokens, keys and changes in a file, over restarts
  --webhook-host <host>  a host beside loopback that webhooks may be sent to; can be given again
  --client-id-documents  clients may have the address of a document for their id, as MCP clients do
  --client-id-document-host <host:port>
                         a host on this machine or its network that such documents may be fetched from, also by
                         plain http; can be given again
  --client <id:secret>   export: from the issuer that runs at --host and --port, as a machine client with the
                         permission all on the Management API; without it, from the --storage file
  --yaml                 export: as YAML                           (default JSON)
  -h, --help             this text
  -v, --version          the version

An access file names resources, roles, users and clients. It is JSON, YAML, JavaScript or TypeScript:

  // access.ts
  import { defineAccess } from '@acme/token-issuer';

  export default defineAccess({
    resources: [{ indicator: 'https://api.example.com', scopes: { 'read:products': 'See the products' } }],
    roles: [{ name: 'reader', kind: 'machine', scopes: { 'https://api.example.com': ['read:products'] } }],
    clients: [{ id: 'job', kind: 'machine', secret: 'job-secret', roles: ['reader'] }],
  });

Exit codes
  0  ended by Ctrl-C, or the checked file is right
  1  could not start or export: the port is in use, or the access file or the storage file is wrong
  2  the command line is wrong
`;
