import { parseArgs } from 'node:util';

import type { IssuerOptions } from '../options.js';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | { readonly name: 'check'; readonly file: string }
  | { readonly name: 'export'; readonly from: ExportSource; readonly format: 'json' | 'yaml' }
  | {
      readonly name: 'serve';
      readonly file: string | undefined;
      readonly watch: boolean;
      readonly options: IssuerOptions;
    };

/** Where an access model is exported from: a storage file, or an issuer that runs, as a machine client. */
export type ExportSource =
  | { readonly storageFile: string }
  | { readonly origin: string; readonly clientId: string; readonly clientSecret: string };

/** The command line is wrong. The message is one sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line. @throws UsageError */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [first, ...rest] = positionals;
  if (first === 'check') return { name: 'check', file: onlyFile(rest) };
  if (first === 'export') return readExport(values, rest);
  if (rest.length > 0) throw new UsageError(`One access file at most, but there are ${positionals.length}.`);
  if (values.watch && first === undefined) throw new UsageError('--watch needs an access file to watch.');
  return { name: 'serve', file: first, watch: values.watch, options: serveOptions(values) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'public-host': { type: 'string' },
        algorithm: { type: 'string' },
        storage: { type: 'string' },
        'no-chooser': { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        'webhook-host': { type: 'string', multiple: true },
        'client-id-documents': { type: 'boolean', default: false },
        'client-id-document-host': { type: 'string', multiple: true },
        client: { type: 'string' },
        yaml: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

type Values = ReturnType<typeof parse>['values'];

function readExport({ storage, client, host, port, yaml }: Values, rest: readonly string[]): Command {
  if (rest.length > 0) throw new UsageError('export takes no access file: it prints one.');
  const format = yaml ? 'yaml' : 'json';
  if (storage !== undefined) return { name: 'export', from: { storageFile: storage }, format };
  if (client === undefined) {
    throw new UsageError('export needs --storage <file>, or --client <id:secret> of an issuer that runs.');
  }
  const [clientId = '', ...secret] = client.split(':');
  if (clientId === '' || secret.length === 0) {
    throw new UsageError('--client: expected the id and the secret of a machine client, as id:secret.');
  }
  const name = host === '::1' ? '[::1]' : (host ?? 'localhost');
  const origin = `http://${name}:${port === undefined ? 3300 : portNumber(port)}`;
  return { name: 'export', from: { origin, clientId, clientSecret: secret.join(':') }, format };
}

function onlyFile(files: readonly string[]): string {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new UsageError('check needs one access file.');
  return file;
}

function serveOptions(values: Values): IssuerOptions {
  return {
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values['public-host'] === undefined ? {} : { publicHost: values['public-host'] }),
    ...(values.algorithm === undefined ? {} : { algorithm: algorithm(values.algorithm) }),
    ...(values.storage === undefined ? {} : { storageFile: values.storage }),
    ...(values['webhook-host'] === undefined ? {} : { webhookHosts: values['webhook-host'] }),
    ...(values['client-id-documents'] ? { clientIdDocuments: true } : {}),
    ...(values['client-id-document-host'] === undefined
      ? {}
      : { clientIdDocumentHosts: values['client-id-document-host'] }),
    chooser: !values['no-chooser'],
  };
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`--port: expected a number from 0 to 65535, found ${JSON.stringify(text)}.`);
  }
  return Number(text);
}

function algorithm(text: string): 'ES384' | 'RS256' {
  if (text !== 'ES384' && text !== 'RS256') {
    throw new UsageError(`--algorithm: expected ES384 or RS256, found ${JSON.stringify(text)}.`);
  }
  return text;
}
