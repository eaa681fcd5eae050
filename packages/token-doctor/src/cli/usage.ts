/** What the command says about itself. */
export const USAGE = `token-doctor [command] [options]

Says why your API refuses an access token, and what mends it.

  token-doctor                            the token on standard input
  token-doctor curl                       a pasted "Copy as cURL" on standard input
  token-doctor check ./auth.ts            no token: settings, network, keys and clock
  token-doctor can <who> <permission>     the way role, permission, resource; who is a user or a client
  token-doctor login --client <id>        signs in with and without resource, and shows where a token turns opaque

What judges
  --config <file>       exports the verifier that the API uses
  --export <name>       which export is meant; default verifier, the default export, or the only one
  --env-file <file>     environment variables that the API's start has
  --issuer <url>        with --resource, where there is no file
  --resource <text>     the resource indicator of the API
  --http-host <host>    may be fetched from by plain http, such as logto:3001; may be repeated

What the route demands
  --scope <name>        all of these; may be repeated
  --any-scope <name>    one of these; may be repeated
  --organization <text> none, any or required

  --ask-issuer          sends a token that is no JWT to the issuer's userinfo endpoint, to nobody else
  --access <file>       can: the access file of the local issuer, instead of a tenant
  --endpoint <url>      can: where the Management API is; default the origin of the issuer
  --management-issuer <url>     can: who gives the token for it; default <endpoint>/oidc
  --management-resource <text>  can: its resource indicator; default that of the tenant
  --stdin               can: a token on standard input, to see whether it shows the permission
  --client <id>         login: the client that signs in
  --redirect-uri <url>  login: as the client has it registered, on loopback; default http://127.0.0.1:8976/callback
  --open                login: opens the browser
  --timeout <seconds>   for everything that is asked, 1 to 600; default 15
  --json                the report for programs
  --help, --version

A secret is never an argument. The credentials of a machine client for can stand in TOKEN_DOCTOR_CLIENT_ID and
TOKEN_DOCTOR_CLIENT_SECRET.

Exit code: 0 healthy, 1 something was found, 2 it could not look.
`;
