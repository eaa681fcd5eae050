import { createIssuer, demoAccess, type Issuer } from '@acme/token-issuer';
import { afterAll } from 'vitest';

export const RESOURCE = 'https://api.example.com';

/** Starts the real authorization server with the demo's access model. */
export async function startIssuer(): Promise<Issuer> {
  const issuer = await createIssuer(demoAccess, { port: 0 });
  afterAll(() => issuer.close());
  return issuer;
}

/** A machine's token, as its client gets it. */
export async function machineToken(
  issuer: Issuer,
  { client = 'demo-reader', scope = 'read:products write:products' } = {},
): Promise<string> {
  const response = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${client}-secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE, scope }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
