import { parseArgs } from 'node:util';

import { checkOptions } from '../options.js';
import type { CheckedOptions, IssuerOptions } from '../options.js';

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
  if (values.help === true) return { name: 'help' };
  if (values.version === true) return { name: 'version' };
  const [first, ...rest] = positionals;
  if (first === 'check') {
    expectNoOther(values, 'check', []);
    return { name: 'check', file: onlyFile(rest) };
  }
  if (first === 'export') {
    expectNoOther(values, 'export', ['storage', 'client', 'host', 'port', 'yaml']);
    return readExport(values, rest);
  }
  expectNoOther(values, 'Serving', SERVE);
  if (rest.length > 0) throw new UsageError(`One access file at most, but there are ${positionals.length}.`);
  const watch = values.watch === true;
  if (watch && first === undefined) throw new UsageError('--watch needs an access file to watch.');
  return { name: 'serve', file: first, watch, options: serveOptions(values) };
}

/** The options of a server. */
const SERVE: readonly string[] = [
  'port',
  'host',
  'public-host',
  'algorithm',
  'storage',
  'no-chooser',
  'watch',
  'webhook-host',
  'client-id-documents',
  'client-id-document-host',
];

/** What would be without effect was meant otherwise. */
function expectNoOther(values: Values, command: string, known: readonly string[]): void {
  const stray = Object.keys(values).find((name) => !known.includes(name));
  if (stray !== undefined) throw new UsageError(`${command} takes no --${stray}.`);
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
        'no-chooser': { type: 'boolean' },
        watch: { type: 'boolean' },
        'webhook-host': { type: 'string', multiple: true },
        'client-id-documents': { type: 'boolean' },
        'client-id-document-host': { type: 'string', multiple: true },
        client: { type: 'string' },
        yaml: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // Node.js adds advice about files whose names begin with a hyphen.
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

type Values = ReturnType<typeof parse>['values'];

function readExport({ storage, client, host, port, yaml }: Values, rest: readonly string[]): Command {
  if (rest.length > 0) throw new UsageError('export takes no access file: it prints one.');
  const format = yaml === true ? 'yaml' : 'json';
  if (storage !== undefined) {
    if (client !== undefined || host !== undefined || port !== undefined)
      throw new UsageError('export takes --storage <file>, or --client <id:secret> with --host and --port.');
    checked({ storageFile: storage });
    return { name: 'export', from: { storageFile: storage }, format };
  }
  if (client === undefined) {
    throw new UsageError('export needs --storage <file>, or --client <id:secret> of an issuer that runs.');
  }
  const [clientId = '', ...secret] = client.split(':');
  if (clientId === '' || secret.length === 0) {
    throw new UsageError('--client: expected the id and the secret of a machine client, as id:secret.');
  }
  // Its own machine's alone: the secret goes there as it is.
  const issuer = checked({
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: portNumber(port) }),
  });
  const origin = `http://${issuer.host === '::1' ? '[::1]' : issuer.host}:${issuer.port}`;
  return { name: 'export', from: { origin, clientId, clientSecret: secret.join(':') }, format };
}

function onlyFile(files: readonly string[]): string {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new UsageError('check needs one access file.');
  return file;
}

function serveOptions(values: Values): IssuerOptions {
  const options: IssuerOptions = {
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values['public-host'] === undefined ? {} : { publicHost: values['public-host'] }),
    ...(values.algorithm === undefined ? {} : { algorithm: algorithm(values.algorithm) }),
    ...(values.storage === undefined ? {} : { storageFile: values.storage }),
    ...(values['webhook-host'] === undefined ? {} : { webhookHosts: values['webhook-host'] }),
    ...(values['client-id-documents'] === true ? { clientIdDocuments: true } : {}),
    ...(values['client-id-document-host'] === undefined
      ? {}
      : { clientIdDocumentHosts: values['client-id-document-host'] }),
    chooser: values['no-chooser'] !== true,
  };
  checked(options);
  return options;
}

/** What the command line calls the options whose values only the server can judge. */
const NAMES: Readonly<Record<string, string>> = {
  host: '--host',
  publicHost: '--public-host',
  storageFile: '--storage',
  webhookHosts: '--webhook-host',
  clientIdDocumentHosts: '--client-id-document-host',
};

/** @throws UsageError in the server's words, by the names that were typed. */
function checked(options: IssuerOptions): CheckedOptions {
  if (options.publicHost !== undefined && options.host !== undefined)
    throw new UsageError('--public-host is not together with --host.');
  if (options.clientIdDocumentHosts !== undefined && options.clientIdDocuments !== true)
    throw new UsageError('--client-id-document-host needs --client-id-documents.');
  try {
    return checkOptions(options);
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(
      `${message.replace(/^(\w+)(?:\[\d+\])?/, (whole, name: string) => NAMES[name] ?? whole)}.`,
    );
  }
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
