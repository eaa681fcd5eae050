import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { readAccessFile } from '../src/cli/access-file.js';
import { readArguments } from '../src/cli/arguments.js';

import { Browser } from './support/browser.js';
import { startIssuer } from './support/issuer.js';
import { aText } from './support/matchers.js';

// The built command: what a user runs.
const COMMAND = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const MODEL = {
  resources: [{ indicator: 'https://api.example.com', scopes: { read: 'Read' } }],
  roles: [{ name: 'job', kind: 'machine', scopes: { 'https://api.example.com': ['read'] } }],
  clients: [{ id: 'job', kind: 'machine', secret: "it's", roles: ['job'] }],
};

describe('token-issuer', () => {
  it('without a file serves the demo’s model, until it is interrupted', async () => {
    const command = run(['--port', '0']);
    const printed = await command.printed(/Ctrl-C/);
    const [, url] = /^issuer +(\S+)$/m.exec(printed) ?? [];
    const response = await fetch(`${url}/jwks`);
    expect(response.status).toBe(200);
    for (const client of ['demo-reader', 'demo-editor', 'demo-cli', 'demo-spa']) {
      expect(printed).toContain(`# ${client} (`);
    }
    command.interrupt();
    expect(await command.end()).toEqual({ code: 0, errors: '' });
  });

  it.each([
    ['by the issuer’s own name', []],
    ['by a name of this machine, where others call it otherwise', ['--public-host', 'issuer']],
  ])('prints where the console is, %s', async (_how, options) => {
    const command = run(['--port', '0', ...options]);
    const url = /^console +(\S+)$/m.exec(await command.printed(/Ctrl-C/))?.[1] ?? '';
    expect(url).toMatch(/^http:\/\/localhost:\d+\/$/);
    expect(await (await fetch(url)).text()).toContain('Take the tour');
    command.interrupt();
  });

  it('prints a line for every client that can be pasted into a shell', async () => {
    const file = await accessFile('access.json', JSON.stringify(MODEL));
    const command = run([file, '--port', '0']);
    const line = /^curl .*$/m.exec(await command.printed(/Ctrl-C/))?.[0] ?? '';
    const [url = '', ...data] = await wordsOf(line, { CLIENT_SECRET: "it's" });
    const answer = await fetch(url, { method: 'POST', body: formOf(data) });
    expect(await answer.json()).toMatchObject({ scope: 'read', token_type: 'Bearer' });
    command.interrupt();
  });

  it('prints the secrets of the demo’s model, and none of one’s own file', async () => {
    const demo = run(['--port', '0']);
    const printed = await demo.printed(/Ctrl-C/);
    const line = /^curl .*demo-reader.*$/m.exec(printed)?.[0] ?? '';
    const [url = '', user = '', ...data] = await wordsOf(line);
    const headers = { authorization: `Basic ${btoa(user)}` };
    const answer = await fetch(url, { method: 'POST', headers, body: formOf(data) });
    expect(await answer.json()).toMatchObject({ scope: 'read:products' });
    expect(printed).toContain('pat_demo_bob');
    demo.interrupt();

    const own = {
      ...MODEL,
      users: [
        {
          username: 'ann',
          password: 'ann-pass',
          personalAccessTokens: [{ name: 'a', token: 'pat_own_one' }],
        },
      ],
      clients: [
        {
          id: 'job',
          kind: 'machine',
          secret: 'own-secret-1',
          secrets: [{ name: 'b', value: 'own-secret-2' }],
        },
        {
          id: 'web',
          kind: 'web',
          secret: 'own-secret-3',
          redirectUris: ['http://localhost:9/'],
          tokenExchange: true,
        },
      ],
    };
    const file = await accessFile('access.json', JSON.stringify(own));
    const command = run([file, '--port', '0', '--watch']);
    const first = await command.printed(/Ctrl-C/);
    await writeFile(file, JSON.stringify({ ...own, roles: [] }));
    const all = first + (await command.printed(/has changed[\s\S]*\n\n/));
    expect(all).not.toMatch(/own-secret|pat_own|ann-pass/);
    expect(all).toContain('$CLIENT_SECRET');
    expect(all).toContain('$PERSONAL_ACCESS_TOKEN');
    command.interrupt();
  });

  it('prints for a sign-in an address to open and the line that redeems its code', async () => {
    const command = run(['--port', '0']);
    const printed = await command.printed(/Ctrl-C/);
    const section = printed.slice(printed.indexOf('# demo-spa'));
    const address = /^http:.*$/m.exec(section)?.[0] ?? '';
    const browser = new Browser();
    const page = await browser.open(address);
    const { url: answered } = await browser.submit(page, { user: 'bob' });
    const line = /^curl .*$/m
      .exec(section)?.[0]
      .replace('code=CODE', `code=${answered.searchParams.get('code')}`);
    const [url = '', ...data] = await wordsOf(line ?? '');
    const answer = await fetch(url, { method: 'POST', body: formOf(data) });
    expect(await answer.json()).toMatchObject({
      scope: 'read:products write:products',
      refresh_token: aText,
    });
    command.interrupt();
  });

  it('serves the access file of the README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const text = /```ts\n(\/\/ access\.ts\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';
    // In this package, so that it finds @acme/token-issuer by its name, as built.
    const directory = new URL('../reports/readme/', import.meta.url);
    await mkdir(directory, { recursive: true });
    const file = fileURLToPath(new URL('access.ts', directory));
    await writeFile(file, text);
    const command = run(['check', file]);
    expect(await command.printed(/\n/)).toContain('1 resource, 2 roles, 1 user, 2 clients.');
    expect(readme).toContain('1 resource, 2 roles, 1 user, 2 clients.');
  });

  it('--watch reads the file again, and keeps the last good one', async () => {
    const file = await accessFile('access.json', JSON.stringify(MODEL));
    const command = run([file, '--port', '0', '--watch']);
    const url = /^issuer +(\S+)$/m.exec(await command.printed(/Ctrl-C/))?.[1];
    const status = async (client: string) => {
      const headers = { authorization: `Basic ${btoa(client)}` };
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        resource: 'https://api.example.com',
      });
      return (await fetch(`${url}/token`, { method: 'POST', headers, body })).status;
    };
    expect(await status('other:s')).toBe(400);
    const other = { id: 'other', kind: 'machine', secret: 's' };
    await writeFile(file, JSON.stringify({ ...MODEL, clients: [...MODEL.clients, other] }));
    expect(await command.printed(/has changed/)).toContain('# other (machine)');
    expect(await status('other:s')).toBe(200);
    await writeFile(file, '{ "resources": [] }');
    expect(await command.printedErrors(/stays/)).toBe(
      `${file}: resources: expected at least one resource, found an empty list\nThe model before this change stays.\n`,
    );
    expect(await status('other:s')).toBe(200);
    command.interrupt();
    expect((await command.end()).code).toBe(0);
  });

  it('a TypeScript file keeps its types and is read again too', async () => {
    const file = await accessFile('access.ts', moduleText('job'));
    const first = (await readAccessFile(file)).roles?.[0]?.name;
    await writeFile(file, moduleText('task'));
    expect([first, (await readAccessFile(file)).roles?.[0]?.name]).toEqual(['job', 'task']);
  });

  it('says plainly that a port is in use', async () => {
    const { port } = await startIssuer();
    expect(await run(['--port', String(port)]).end()).toEqual({
      code: 1,
      errors: `Port ${port} is already in use on 127.0.0.1: choose another port.\n`,
    });
  });

  it('a wrong command line: one sentence, where to look, exit code 2', async () => {
    expect(await run(['--port', 'x']).end()).toEqual({
      code: 2,
      errors: '--port: expected a number from 0 to 65535, found "x".\nTry token-issuer --help.\n',
    });
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--port', '65536'], '--port: expected a number from 0 to 65535, found "65536".'],
    [['--algorithm', 'none'], '--algorithm: expected ES384 or RS256, found "none".'],
    [['a.json', 'b.json'], 'One access file at most, but there are 2.'],
    [['--watch'], '--watch needs an access file to watch.'],
    [['check'], 'check needs one access file.'],
    [['check', 'a.json', 'b.json'], 'check needs one access file.'],
    [['check', 'a.json', '--watch'], 'check takes no --watch.'],
    [['check', 'a.json', '--port', '1'], 'check takes no --port.'],
    [['--client', 'a:b'], 'Serving takes no --client.'],
    [['a.json', '--yaml'], 'Serving takes no --yaml.'],
    [['export', '--client', 'a:b', '--algorithm', 'RS256'], 'export takes no --algorithm.'],
    [['export', '--storage', 'f', '--client', 'a:b'], 'export takes --storage <file>, or --client'],
    [['export', '--storage', ''], '--storage: expected the path of a file, found "".'],
    [['export', '--client', 'a:b', '--host', 'evil.example.com'], '--host: expected a loopback host'],
    [
      ['--host', '0.0.0.0'],
      '--host: expected a loopback host: localhost, ::1 or 127.0.0.1, found "0.0.0.0".',
    ],
    [['--public-host', '127.1'], '--public-host: expected a host as URLs spell it'],
    [['--public-host', 'issuer', '--host', '::1'], '--public-host is not together with --host.'],
    [['--storage', ''], '--storage: expected the path of a file, found "".'],
    [['--webhook-host', 'a', '--webhook-host', 'b:1'], '--webhook-host: expected a host name'],
    [['--client-id-document-host', 'a:1'], '--client-id-document-host needs --client-id-documents.'],
    [
      ['--client-id-documents', '--client-id-document-host', 'A:1'],
      '--client-id-document-host: expected a host as URLs spell it',
    ],
  ])('%j is a wrong command line, told in one sentence', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
    expect(() => readArguments(args)).toThrow(/^(?:(?!\. )[^\n])*\.$/);
    expect(() => readArguments(args)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });

  it('--storage: who is killed while it writes starts again as itself, and nobody else beside it', async () => {
    const file = join(dirname(await accessFile('access.json', '')), 'issuer.db');
    const serve = async () => {
      const command = run(['--port', '0', '--storage', file]);
      const [, url = ''] = /^issuer +(\S+)$/m.exec(await command.printed(/Ctrl-C/)) ?? [];
      const { keys } = (await (await fetch(`${url}/jwks`)).json()) as { keys: readonly { kid: string }[] };
      return { ...command, url, kid: keys[0]?.kid };
    };
    const first = await serve();
    const query = new URLSearchParams({
      client_id: 'demo-spa',
      response_type: 'code',
      redirect_uri: 'http://localhost:9999/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    // Each of them writes an interaction.
    const begin = () =>
      fetch(`${first.url}/auth?${query}`, { redirect: 'manual' }).then(({ status }) => status);
    expect(await begin()).toBe(303);
    expect((await run(['export', '--storage', file]).end()).errors).toContain(
      'found one that is open elsewhere',
    );
    const writing = Array.from({ length: 20 }, () => begin().catch(() => 'cut'));
    await Promise.race(writing);
    first.kill();
    await first.end();
    await Promise.all(writing);
    const second = await serve();
    expect(second.kid).toBe(first.kid);
    second.interrupt();
    expect(await second.end()).toEqual({ code: 0, errors: '' });
  });

  it('every option that --help names is known, and every one that is known is named', async () => {
    const command = run(['--help']);
    const help = await command.printed(/Exit codes/);
    const named = [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name = '']) => name);
    for (const name of named) {
      const takes = new RegExp(`--${name} <`).test(help) ? [`--${name}`, '1'] : [`--${name}`];
      expect(() => readArguments(takes)).not.toThrow(/Unknown option/);
    }
    const text = await readFile(new URL('../src/cli/arguments.ts', import.meta.url), 'utf8');
    const known = [...text.matchAll(/^ +'?([\w-]+)'?: \{ type: '/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual(known.toSorted());
  });

  it('every option reaches the issuer', () => {
    const args = [
      'a.ts',
      '--port',
      '1',
      '--host',
      '::1',
      '--algorithm',
      'RS256',
      '--storage',
      'f',
      '--no-chooser',
      '--webhook-host',
      'hooks.example.com',
      '--client-id-documents',
      '--client-id-document-host',
      'localhost:4000',
    ];
    expect(readArguments([...args, '--watch'])).toEqual({
      name: 'serve',
      file: 'a.ts',
      watch: true,
      options: {
        port: 1,
        host: '::1',
        algorithm: 'RS256',
        storageFile: 'f',
        webhookHosts: ['hooks.example.com'],
        clientIdDocuments: true,
        clientIdDocumentHosts: ['localhost:4000'],
        chooser: false,
      },
    });
  });

  it('--help explains', async () => {
    const command = run(['--help']);
    expect(await command.printed(/Exit codes/)).toContain('token-issuer check <access file>');
    expect((await command.end()).code).toBe(0);
  });

  it('--version', async () => {
    const command = run(['--version']);
    expect(await command.printed(/\n/)).toMatch(/^\d+\.\d+\.\d+/);
    expect((await command.end()).code).toBe(0);
  });
});

describe('token-issuer check', () => {
  it.each([
    ['access.json', JSON.stringify(MODEL)],
    [
      'access.yaml',
      `resources: [{ indicator: https://api.example.com, scopes: { read: Read } }]
roles: [{ name: job, kind: machine, scopes: { https://api.example.com: [read] } }]
clients: [{ id: job, kind: machine, secret: s, roles: [job] }]
`,
    ],
    ['access.mjs', `export default ${JSON.stringify(MODEL)};`],
    ['access.mts', `const model: object = ${JSON.stringify(MODEL)};\nexport { model as access };`],
  ])('%s is right', async (name, text) => {
    const file = await accessFile(name, text);
    const command = run(['check', file]);
    expect(await command.printed(/\n/)).toBe(`${file} is right: 1 resource, 1 role, 0 users, 1 client.\n`);
    expect((await command.end()).code).toBe(0);
  });

  it('organizations are counted where there are some', async () => {
    const organizations = [{ id: 'acme' }, { id: 'rival' }];
    const file = await accessFile('access.json', JSON.stringify({ ...MODEL, organizations }));
    const command = run(['check', file]);
    expect(await command.printed(/\n/)).toContain('1 client, 2 organizations.');
  });

  it('a wrong file: one sentence, no stack, exit code 1', async () => {
    const file = await accessFile('mistake.json', '{ "resources": [{}] }');
    const { code, errors } = await run(['check', file]).end();
    expect(code).toBe(1);
    expect(errors).toBe(
      `${file}: resources[0].indicator: expected an absolute URI without a fragment, such as https://api.example.com (RFC 8707 §2), found nothing\n`,
    );
  });

  it.each([
    ['wrong.json', '{ "secret": "s3cret" "b": 1 }', /wrong\.json: (?!.*s3cret).* at line 1, column \d+/],
    [
      'yaml.json',
      '{ secret: s3cret }',
      /yaml\.json: expected JSON, found YAML: let its name end in \.yaml\./,
    ],
    ['wrong.yaml', 'resources: [', /wrong\.yaml: /],
    ['wrong.mjs', 'export const model = 1;', /wrong\.mjs: expected a default export, or one named access\./],
    ['throws.mjs', 'throw new Error("on purpose");', /throws\.mjs: on purpose/],
    ['nothing.mjs', 'throw null;', /nothing\.mjs: it throws something that is no error\.$/],
    ['text.mjs', 'await Promise.reject("s3cret");', /text\.mjs: it throws something that is no error\.$/],
    [
      'reads.mjs',
      'import { readFileSync } from "node:fs"; readFileSync("/nowhere/at-all.txt");',
      /reads\.mjs: ENOENT: /,
    ],
    ['access.toml', '', /access\.toml: expected a file that ends in/],
  ])('%s cannot be read', async (name, text, message) => {
    const file = await accessFile(name, text);
    const attempt = readAccessFile(file);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toHaveProperty('name', 'AccessFileError');
  });

  it('JSON that begins with the mark of its encoding is JSON', async () => {
    const file = await accessFile('marked.json', '\uFEFF{ "resources": [] }');
    expect(await readAccessFile(file)).toEqual({ resources: [] });
  });

  it.each(['nowhere.json', 'nowhere.mts'])('a file that is not there: %s', async (name) => {
    expect(await run(['check', name]).end()).toEqual({
      code: 1,
      errors: `${name}: there is no such file.\n`,
    });
  });
});

/** A TypeScript access file whose role has this name. */
function moduleText(role: string): string {
  const [given] = MODEL.roles;
  return `export default ${JSON.stringify({ ...MODEL, roles: [{ ...given, name: role }], clients: [] })} as object;\n`;
}

async function accessFile(name: string, text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'token-issuer-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
}

/** `name=value` texts as a form. */
function formOf(data: readonly string[]): URLSearchParams {
  const form = new URLSearchParams();
  for (const text of data) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
    form.append(name, value);
  }
  return form;
}

/** The words that a shell makes of a curl line: what is asked, who asks, and the data. */
async function wordsOf(
  line: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const script = `curl() { for word in "$@"; do printf '%s\\n' "$word"; done; }; ${line}`;
  const child = spawn('sh', ['-c', script], { env: { ...process.env, ...variables } });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return text.split('\n').filter((word) => word !== '' && !/^-(?:s|u|-data-urlencode)$/.test(word));
}

function run(args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { out: '', errors: '' };
  const waiting = new Set<() => void>();
  for (const [stream, name] of [
    [child.stdout, 'out'],
    [child.stderr, 'errors'],
  ] as const) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const wake of waiting) wake();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const whenPrinted = (name: keyof typeof output, pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const wake = () => {
        if (pattern.test(output[name])) resolve(output[name]);
      };
      waiting.add(wake);
      wake();
      void ended.then(() => {
        resolve(output[name]);
      });
    });
  return {
    /** What was printed, once it has this in it; all of it when the command has ended. */
    printed: (pattern: RegExp) => whenPrinted('out', pattern),
    printedErrors: (pattern: RegExp) => whenPrinted('errors', pattern),
    interrupt: () => child.kill('SIGINT'),
    kill: () => child.kill('SIGKILL'),
    end: async () => ({ code: await ended, errors: output.errors }),
  };
}
