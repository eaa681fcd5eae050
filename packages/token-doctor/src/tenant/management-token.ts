import { boundedFetch, FetchFailure, jsonObject } from '../look/bounded-fetch.js';
import { ManagementFailure } from './management.js';

/** A machine client that may use the Management API. */
export interface MachineClient {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The resource indicator of the Management API. */
  readonly resource: string;
  readonly timeout: number;
}

/**
 * Gets a token for the Management API (RFC 6749 §4.4).
 *
 * @throws ManagementFailure
 */
export async function managementToken(client: MachineClient): Promise<string> {
  const { tokenEndpoint, clientId, clientSecret, resource, timeout } = client;
  const credentials = [clientId, clientSecret].map((part) => encodeURIComponent(part)).join(':');
  const init = {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'all' }),
  };
  try {
    const { status, text } = await boundedFetch(tokenEndpoint, init, { timeout });
    const answer = jsonObject(text);
    const token = answer?.['access_token'];
    if (status === 200 && typeof token === 'string') return token;
    const code = answer?.['error'];
    const said = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : String(status);
    throw new ManagementFailure('credentials', `The token endpoint refuses the machine client: ${said}.`);
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    throw new ManagementFailure(
      'network',
      `The token endpoint does not answer (${error.code ?? error.kind}).`,
    );
  }
}
