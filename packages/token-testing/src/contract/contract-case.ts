import { Buffer } from 'node:buffer';
import type { TestIssuer } from '../test-issuer.js';
import type { Expectation } from './answers.js';
import type { HostTrait } from './host.js';
import { BEARER, EVERY_SCOPE } from './usual-request.js';

/** One request of the contract and its answer, as data. */
export interface ContractCase {
  /** Begins with the rule it stands for. No two cases have the same. */
  readonly title: string;
  readonly group: 'credentials' | 'token' | 'scope' | 'route';
  /** Default `GET`. */
  readonly method?: string;
  /** The request target. Default `/me`. */
  readonly path?: string;
  /** Header lines as they go out, one character a byte; `{token}` stands for the token. Default: the token as a bearer. */
  readonly headers?: readonly string[];
  /** A body; its length is sent with it. `{token}` stands for the token. */
  readonly body?: string;
  /** Makes the token. Default: a valid one that holds every scope. */
  readonly token?: (issuer: TestIssuer) => Promise<string> | string;
  readonly expected: Expectation;
  /** What is expected of a host with this trait. */
  readonly insteadOn?: { readonly trait: HostTrait; readonly expected: Expectation };
}

/** A case with its token minted: the bytes to send and what to expect of the answer. */
export interface PreparedCase {
  readonly title: string;
  /** The whole request. The `Host` header is fixed, so that every host gets the same bytes. */
  readonly request: Uint8Array;
  /** The token that the request carries, for the check that no answer echoes it. */
  readonly token: string;
  readonly expected: Expectation;
}

/**
 * Mints the token of a case and writes its request down to the byte.
 *
 * @param traits - Those of the host that it is for. They change what is expected, never what is sent.
 * @example
 * const prepared = await prepareCase(contractCase, await createTestIssuer());
 */
export async function prepareCase(
  contractCase: ContractCase,
  issuer: TestIssuer,
  traits: readonly HostTrait[] = [],
): Promise<PreparedCase> {
  const { title, method = 'GET', path = '/me', headers = [BEARER], body, insteadOn } = contractCase;
  const isOther = insteadOn !== undefined && traits.includes(insteadOn.trait);
  const expected = isOther ? insteadOn.expected : contractCase.expected;
  const token = await (contractCase.token ?? mintUsual)(issuer);
  const fill = (text: string): string => text.replaceAll('{token}', () => token);
  const content = body === undefined ? '' : fill(body);
  const lines = [
    `${method} ${fill(path)} HTTP/1.1`,
    'Host: api.example.com',
    'Connection: close',
    ...headers.map(fill),
    ...(body === undefined ? [] : [`Content-Length: ${content.length}`]),
  ];
  const request = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content}`, 'latin1');
  const isAcceptedMe = 'status' in expected && expected.status === 200 && method === 'GET' && path === '/me';
  return { title, request, token, expected: isAcceptedMe ? { ...expected, ...meAnswer(token) } : expected };
}

function mintUsual(issuer: TestIssuer): Promise<string> {
  return issuer.mint({ scope: EVERY_SCOPE });
}

/** What `GET /me` says about a valid token. */
function meAnswer(token: string): { readonly contentType: string; readonly body: Record<string, unknown> } {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { sub, client_id, scope, exp } = JSON.parse(payload) as Record<string, unknown>;
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((item) => item !== '') : [];
  return {
    contentType: 'application/json',
    body: {
      sub,
      clientId: client_id,
      scopes: [...new Set(scopes)],
      expiresAt: new Date(Number(exp) * 1000).toISOString(),
    },
  };
}
