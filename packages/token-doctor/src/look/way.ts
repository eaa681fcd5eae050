import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { toLine } from '@acme/token-core/explain';
import type { Check } from '../report/report.js';
import { codeOf } from './bounded-fetch.js';
import { within } from './within.js';

/** The certificate that a server shows. */
export interface CertificateFacts {
  readonly issuedTo: string;
  readonly issuedBy: string;
  readonly validTo: string;
  /** Why it is not trusted; `undefined` where it is. */
  readonly problem: string | undefined;
}

/** The way to a server, step by step. */
export interface WayFacts {
  readonly checks: readonly Check[];
  readonly certificate: CertificateFacts | undefined;
}

/** Looks at DNS, the connection and TLS. Sends nothing but what a handshake needs. */
export async function lookAtWay(address: string, timeout: number): Promise<WayFacts> {
  const { hostname, port, protocol } = new URL(address);
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const isTls = protocol === 'https:';
  const number = Number(port) || (isTls ? 443 : 80);
  const dns = await lookAtName(host, timeout);
  if (dns.outcome !== 'right') return { checks: [dns], certificate: undefined };
  const [connection, certificate] = isTls
    ? await lookAtTls(host, number, timeout)
    : [await lookAtPort(host, number, timeout), undefined];
  return { checks: [dns, connection], certificate };
}

async function lookAtName(host: string, timeout: number): Promise<Check> {
  const name = 'dns';
  if (isIP(host) !== 0) return { name, outcome: 'right', says: `${host} is an address` };
  try {
    const found = await within(lookup(host, { all: true }), timeout);
    if (found === undefined) return { name, outcome: 'wrong', says: `${host}: no answer in time` };
    const addresses = found.map(({ address }) => address).slice(0, 4);
    return { name, outcome: 'right', says: `${host} is ${addresses.join(', ')}` };
  } catch (error) {
    return { name, outcome: 'wrong', says: `${host}: ${codeOf(error) ?? 'no answer'}` };
  }
}

function lookAtPort(host: string, port: number, timeout: number): Promise<Check> {
  return settle(connect({ host, port }), 'connect', timeout, () => ({
    name: 'connection',
    outcome: 'right',
    says: `port ${port} is open`,
  }));
}

async function lookAtTls(
  host: string,
  port: number,
  timeout: number,
): Promise<readonly [Check, CertificateFacts | undefined]> {
  let certificate: CertificateFacts | undefined;
  const socket = connectTls({
    host,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    // Only to read the certificate that is shown: nothing is sent, and whether it is trusted is reported.
    rejectUnauthorized: false,
  });
  const check = await settle(socket, 'secureConnect', timeout, () => {
    certificate = readCertificate(socket);
    const { problem, issuedTo, validTo } = certificate;
    return problem === undefined
      ? { name: 'tls', outcome: 'right', says: `certificate of ${issuedTo}, valid to ${validTo}` }
      : {
          name: 'tls',
          outcome: 'wrong',
          says: `${problem}: issued to ${issuedTo} by ${certificate.issuedBy}`,
        };
  });
  return [check, certificate];
}

function settle(socket: Socket, event: string, timeout: number, read: () => Check): Promise<Check> {
  const name = event === 'connect' ? 'connection' : 'tls';
  return new Promise((resolve) => {
    const end = (check: Check): void => {
      socket.destroy();
      resolve(check);
    };
    socket.setTimeout(timeout, () => end({ name, outcome: 'wrong', says: 'no connection in time' }));
    socket.once(event, () => end(read()));
    socket.once('error', (error) => end({ name, outcome: 'wrong', says: codeOf(error) ?? 'broken' }));
  });
}

function readCertificate(socket: TLSSocket): CertificateFacts {
  const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
  const problem = socket.authorized ? undefined : codeOfAuthorization(socket.authorizationError);
  return {
    issuedTo: nameOf(subject),
    issuedBy: nameOf(issuer),
    validTo: toLine(validTo ?? ''),
    problem,
  };
}

function codeOfAuthorization(error: unknown): string {
  return toLine(typeof error === 'string' ? error : (codeOf(error) ?? 'not trusted'));
}

function nameOf(names: unknown): string {
  const { CN, O } = (names ?? {}) as { readonly CN?: unknown; readonly O?: unknown };
  const name = CN ?? O;
  return typeof name === 'string' ? toLine(name) : 'nobody by name';
}
