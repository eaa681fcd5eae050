import { createIssuer, demoAccess } from '../../../packages/token-issuer/dist/index.js';

export const RESOURCE = 'https://api.example.com';

/** Our issuer on a port of its own, and tokens from it by the client credentials grant (RFC 6749 §4.4). */
export async function startIssuer() {
  const issuer = await createIssuer(demoAccess, { port: 0 });
  return { url: issuer.url, tokenOf, close: () => issuer.close() };

  async function tokenOf(client, scope) {
    const response = await fetch(issuer.tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:${client}-secret`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE, scope }),
    });
    const { access_token: token } = await response.json();
    if (token === undefined) throw new Error(`The issuer gave ${client} no token: ${response.status}.`);
    return token;
  }
}
