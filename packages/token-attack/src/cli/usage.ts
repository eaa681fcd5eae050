/** What the command says about itself. */
export const USAGE = `token-attack <url> [options]

Sends to a protected route of your own API what it has to refuse, and says what got through.

  <url>                 a route that needs a token and answers GET, such as http://localhost:3000/me
  --issuer <text>       the iss that forged tokens carry
  --resource <text>     the aud that forged tokens carry
  --jwks-uri <url>      where the API takes its keys from; fetched once
  --token-file <path>   a file with one good token for the route, to tamper with; - reads standard input
  --wrong-token-file <path>  tokens that have to be refused (expired, for another API, an ID token, without the permission),
                        one a line; may be repeated
  --allow-host <host>   attack this host although it is not this machine; may be repeated
  --ca-file <path>      a file with the certificate, in PEM, that https addresses are vouched for by, besides the usual
  --concurrency <n>     requests at the same time, 1 to 16; default 4
  --timeout <seconds>   for everything together, 1 to 600; default 60
  --json                print the report as JSON
  --help

Exit code: 0 nothing got through, 1 something was found, 2 the attack could not run or did not come to its end.
`;
