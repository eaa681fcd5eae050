import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { startIssuer } from './support/issuer.js';

// The built command: what a user runs.
const COMMAND = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const MODEL = {
  resources: [{ indicator: 'https://api.example.com', scopes: { read: 'Read' } }],
  roles: [{ name: 'job', kind: 'machine', scopes: { 'https://api.example.com': ['read'] } }],
  clients: [{ id: 'job', kind: 'machine', secret: "it's", roles: ['job'] }],
};

describe('token-issuer', () => {
  test('without a file serves the demo’s model, until it is interrupted', async () => {
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

  test('prints a line for every client that can be pasted into a shell', async () => {
    const file = await accessFile('access.json', JSON.stringify(MODEL));
    const command = run([file, '--port', '0']);
    const printed = await command.printed(/Ctrl-C/);
    command.interrupt();
    await command.end();
    expect(printed).toMatch(
      /^curl -s http:\/\/localhost:\d+\/oidc\/token -u 'job:it'\\''s' --data-urlencode grant_type=client_credentials --data-urlencode resource=https:\/\/api\.example\.com --data-urlencode scope=read$/m,
    );
  });

  test('says plainly that a port is in use', async () => {
    const { port } = await startIssuer();
    expect(await run(['--port', String(port)]).end()).toEqual({
      code: 1,
      errors: `Port ${port} is already in use on 127.0.0.1: choose another port.\n`,
    });
  });

  test.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'x'], '--port: expected a number from 0 to 65535, found "x".'],
    [['--port', '65536'], '--port: expected a number from 0 to 65535, found "65536".'],
    [['--algorithm', 'none'], '--algorithm: expected ES384 or RS256, found "none".'],
    [['a.json', 'b.json'], 'One access file at most, but there are 2.'],
    [['check'], 'check needs one access file.'],
  ])('%j is a wrong command line: exit code 2', async (args, message) => {
    const { code, errors } = await run(args).end();
    expect(code).toBe(2);
    expect(errors).toContain(message);
    expect(errors).toContain('Try token-issuer --help.');
    expect(errors).not.toMatch(/^\s+at /m);
  });

  test.each(['--help', '-h'])('%s explains', async (option) => {
    const command = run([option]);
    expect(await command.printed(/Exit codes/)).toContain('token-issuer check <access file>');
    expect((await command.end()).code).toBe(0);
  });

  test('--version', async () => {
    const command = run(['--version']);
    expect(await command.printed(/\n/)).toMatch(/^\d+\.\d+\.\d+/);
    expect((await command.end()).code).toBe(0);
  });
});

describe('token-issuer check', () => {
  test.each([
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

  test.each([
    ['wrong.json', '{ "resources": [', /wrong\.json: .*JSON/],
    ['wrong.yaml', 'resources: [', /wrong\.yaml: /],
    ['wrong.mjs', 'export const model = 1;', /wrong\.mjs: expected a default export, or one named access\./],
    ['throws.mjs', 'throw new Error("on purpose");', /throws\.mjs: on purpose/],
    ['access.toml', '', /access\.toml: expected a file that ends in/],
    [
      'mistake.json',
      '{ "resources": [{}] }',
      /mistake\.json: resources\[0\]\.indicator: expected an absolute URI/,
    ],
  ])('%s is wrong: exit code 1, one sentence, no stack', async (name, text, message) => {
    const file = await accessFile(name, text);
    const { code, errors } = await run(['check', file]).end();
    expect(code).toBe(1);
    expect(errors).toMatch(message);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a file that is not there', async () => {
    expect(await run(['check', 'nowhere.json']).end()).toEqual({
      code: 1,
      errors: 'nowhere.json: there is no such file.\n',
    });
  });
});

async function accessFile(name: string, text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'token-issuer-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
}

function run(args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { out: '', errors: '' };
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
    for (const wake of waiting) wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.errors += text));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return {
    /** What was printed, once it has this in it; all of it when the command has ended. */
    printed: (pattern: RegExp): Promise<string> =>
      new Promise((resolve) => {
        const wake = () => {
          if (pattern.test(output.out)) resolve(output.out);
        };
        waiting.add(wake);
        wake();
        void ended.then(() => {
          resolve(output.out);
        });
      }),
    interrupt: () => child.kill('SIGINT'),
    end: async () => ({ code: await ended, errors: output.errors }),
  };
}
