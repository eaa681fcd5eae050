import { request as httpRequest } from 'node:http';
import {
  authenticate,
  createVerifier,
  defineResource,
  type Requirements,
  type Verifier,
} from '@acme/token-core';
import type { ReportedDecision, ReportedPlace } from '@acme/token-core/explain';
import { createTestIssuer } from '@acme/token-testing';
import { onTestFinished } from 'vitest';
import { Judges } from '../../src/page/judges.js';
import { Refusals } from '../../src/page/refusals.js';
import { openPage } from '../../src/page/server.js';

export const issuer = await createTestIssuer();
export const verifier: Verifier = createVerifier({
  issuer: issuer.issuer,
  resource: defineResource({
    indicator: issuer.resource,
    scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
  }),
  keys: issuer.keys,
});

/** What an adapter reports of a request to `GET /products/:id`. */
export async function decisionOn(
  authorization: string | undefined,
  requirement?: Requirements,
  more: Partial<ReportedPlace> = {},
): Promise<readonly [ReportedDecision, ReportedPlace]> {
  const request = {
    method: 'GET',
    url: '/products/raw-identifier?access=query-secret',
    headers: authorization === undefined ? {} : { authorization },
  };
  const decision = await authenticate(verifier, request, requirement);
  return [decision, { request, route: '/products/:id', verifier, ...more }];
}

/** A page that is open on a port of its own, and what feeds it. */
export async function open() {
  const [refusals, judges] = [new Refusals(), new Judges()];
  judges.note(verifier);
  const page = await openPage(0, refusals, judges);
  onTestFinished(() => page.close());
  const note = async (...parameters: Parameters<typeof decisionOn>): Promise<void> => {
    const [decision, place] = await decisionOn(...parameters);
    if (!decision.ok) refusals.note(decision.error, place);
  };
  return { ...page, refusals, judges, note };
}

/** What is sent besides the address. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks with these very header fields, which `fetch` would not let through. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Posts the form as the page's own form does. */
export function paste(
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  return ask(new URL('examine', url).href, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(url).origin,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}
