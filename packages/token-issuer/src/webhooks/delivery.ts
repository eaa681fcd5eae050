import { isLoopbackHost } from '@acme/token-core/adapter';
import { SIGNATURE_HEADER, signBody } from './signature.js';

/** How long a receiver may take, in milliseconds. */
const LONGEST_WAIT = 10_000;
/** What is kept of a receiver's answer, in characters. */
const LONGEST_ANSWER = 4096;

/** Where a hook sends to. */
export interface HookConfig {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Logto takes it and does not act on it: there is one delivery. */
  readonly retries?: number | undefined;
}

/** What came of a delivery. */
export interface Delivered {
  readonly response?: { readonly statusCode: number; readonly body: unknown };
  /** Why it failed. Without it: a status from 200 to 299. */
  readonly error?: string;
}

/** Sends one payload, once. Never throws. */
export type Deliver = (
  config: HookConfig,
  signingKey: string,
  payload: Readonly<Record<string, unknown>>,
) => Promise<Delivered>;

/**
 * Sends to loopback, and to hosts that were named: a test must not tell the world.
 *
 * @param hosts - Further hosts.
 * @param ended - Ends deliveries that are under way.
 */
export function createDeliver(hosts: readonly string[], ended: AbortSignal): Deliver {
  return async (config, signingKey, payload) => {
    const refused = refuse(config.url, hosts);
    if (refused !== undefined) return { error: refused };
    const body = JSON.stringify(payload);
    try {
      const response = await fetch(config.url, {
        method: 'POST',
        body,
        headers: {
          'user-agent': 'Logto (https://logto.io/)',
          ...config.headers,
          'content-type': 'application/json',
          [SIGNATURE_HEADER]: signBody(signingKey, body),
        },
        // Its target was not named.
        redirect: 'manual',
        signal: AbortSignal.any([ended, AbortSignal.timeout(LONGEST_WAIT)]),
      });
      const answer = { statusCode: response.status, body: readAnswer(await readStart(response)) };
      if (response.ok) return { response: answer };
      return { response: answer, error: `HTTPError: Request failed with status code ${response.status}` };
    } catch (error) {
      return { error: explain(error) };
    }
  };
}

/** Why nothing is sent to an address; undefined when it may be. */
function refuse(url: string, hosts: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return 'TypeError: the address of the hook is no URL';
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'TypeError: the address of the hook is not http';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isLoopbackHost(hostname) || hosts.includes(host)) return undefined;
  return `Error: webhooks are sent to loopback only, and to hosts named by the option webhookHosts; ${host} is none`;
}

/** The beginning of an answer; the rest is not waited for. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (response.body === null) return text;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LONGEST_ANSWER) return text.slice(0, LONGEST_ANSWER);
  }
  return text;
}

function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function explain(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `TimeoutError: no answer within ${LONGEST_WAIT} ms`;
  const { code } = (cause ?? {}) as { readonly code?: string };
  return `${name}: ${message}${code === undefined ? '' : ` (${code})`}`;
}
