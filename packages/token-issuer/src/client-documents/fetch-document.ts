import { lookup } from 'node:dns';
import { request as requestPlainly } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

import { isPublicAddress } from './address.js';

/** What a document may take, in milliseconds, headers and body together. */
export const LONGEST_WAIT = 5000;
/** The longest document, in bytes. */
export const LONGEST_DOCUMENT = 65_536;

/** A document, and for how long its sender lets it be kept. */
export interface FetchedDocument {
  readonly value: unknown;
  /** Seconds; `undefined` where the sender says nothing. */
  readonly maxAge: number | undefined;
}

/** Why there is no document. The message goes on after "the client metadata document ". */
export class DocumentProblem extends Error {
  override readonly name = 'DocumentProblem';
}

/**
 * Fetches a client metadata document: no redirect, status 200, JSON, within {@link LONGEST_WAIT} and
 * {@link LONGEST_DOCUMENT}.
 *
 * @param isNamed - Whether its host was named, so that it may be on this machine or its network.
 * @throws DocumentProblem
 */
export async function fetchDocument(url: URL, isNamed: boolean): Promise<FetchedDocument> {
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  try {
    const response = await open(url, isNamed, signal);
    try {
      checkHead(response, url);
      const value = parse(await readBody(response));
      return { value, maxAge: maxAgeOf(response) };
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof DocumentProblem) throw error;
    if (signal.aborted) throw new DocumentProblem(`did not come within ${LONGEST_WAIT / 1000} seconds`);
    const { code } = error as NodeJS.ErrnoException;
    throw new DocumentProblem(
      `could not be fetched from ${url.host}${code === undefined ? '' : ` (${code})`}`,
    );
  }
}

function open(url: URL, isNamed: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A name is asked about where the connection is made, so that DNS cannot say one thing first and another then.
  if (!isNamed && isIP(host) !== 0 && !isPublicAddress(host)) throw notPublic(url.host);
  const send = url.protocol === 'https:' ? requestSecurely : requestPlainly;
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      lookup: isNamed ? lookup : lookUpPublic,
      signal,
      agent: false,
    });
    sent.once('response', resolve);
    // Not once: a connection that breaks after its answer began may say so here too, and nobody would listen.
    sent.on('error', reject);
    sent.end();
  });
}

const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error, '');
    else if (!addresses.every(({ address }) => isPublicAddress(address))) callback(notPublic(hostname), '');
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function notPublic(host: string): DocumentProblem {
  return new DocumentProblem(
    `is on this machine or its network: ${host}, which the option clientIdDocumentHosts does not name`,
  );
}

function checkHead({ statusCode = 0, headers }: IncomingMessage, url: URL): void {
  if (statusCode >= 300 && statusCode < 400)
    throw new DocumentProblem(`is a redirect (${statusCode} from ${url.host}), and none is followed`);
  if (statusCode !== 200) throw new DocumentProblem(`could not be had: ${url.host} answered ${statusCode}`);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[\w.!#$&^-]+\+)?json$/.test(type))
    throw new DocumentProblem('is not JSON: its content-type has to be application/json');
  if (Number(headers['content-length']) > LONGEST_DOCUMENT) throw tooLarge();
}

function tooLarge(): DocumentProblem {
  return new DocumentProblem(`is larger than ${LONGEST_DOCUMENT} bytes`);
}

async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LONGEST_DOCUMENT) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new DocumentProblem('is not JSON');
  }
}

/** RFC 9111 §5.2.2. */
function maxAgeOf({ headers }: IncomingMessage): number | undefined {
  const cacheControl = headers['cache-control']?.toLowerCase() ?? '';
  if (/(?:^|[\s,])no-(?:store|cache)/.test(cacheControl)) return 0;
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,10})/.exec(cacheControl)?.[1];
  return maxAge === undefined ? undefined : Number(maxAge);
}
