import { describe, expect, it } from 'vitest';
import { config, doctor } from '../support/doctor.js';
import { machineToken, RESOURCE, startIssuer } from '../support/issuer.js';
import { closedPort } from '../support/servers.js';

const issuer = await startIssuer();
const token = await machineToken(issuer);
const environment = { TOKEN_ISSUER: issuer.url };
const AUTH = ['--config', config('auth')];

describe('token-doctor: a token on standard input', () => {
  it('exit 0: what the API accepts is healthy', async () => {
    const { code, out, error } = await doctor([...AUTH, '--scope', 'read:products'], {
      input: `${token}\n`,
      environment,
    });
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(
      /✓ settings +test\/configs\/auth\.ts \(verifier\): issuer http:\/\/localhost:\d+\/oidc, resource https:/,
    );
    expect(out).toMatch(/✓ passed +header, form, .*permissions/);
    expect(out).toContain('Nothing is wrong.');
  });

  it('exit 1: names the permission that is missing', async () => {
    const { code, out } = await doctor([...AUTH, '--scope', 'write:products'], { input: token, environment });
    expect(code).toBe(1);
    expect(out).toContain('✗ refused   permissions: the API answers 403');
    expect(out).toMatch(/scope\.machine \(likely\)/);
  });

  it('exit 1: expected and found beside each other, carets below what differs', async () => {
    const { code, out } = await doctor(['--issuer', issuer.url, '--resource', `${RESOURCE}/`], {
      input: token,
    });
    expect(code).toBe(1);
    expect(out).toContain(
      `    expected  ${RESOURCE}/\n${' '.repeat(14 + RESOURCE.length)}^\n    found     ${RESOURCE}\n`,
    );
    expect(out).toContain('Mend:');
    expect(out).toMatch(/Not looked at:\n {2}claims, time/);
  });

  it('exit 2: keys that cannot be had leave the token unjudged', async () => {
    const port = await closedPort();
    const { code, out } = await doctor(
      ['--issuer', `http://localhost:${port}/oidc`, '--resource', RESOURCE],
      { input: token },
    );
    expect(code).toBe(2);
    expect(out).toContain('? keys.refused');
    expect(out).toContain('token-doctor check');
  });

  it('--json is the same report for programs', async () => {
    const { code, out } = await doctor([...AUTH, '--scope', 'write:products', '--json'], {
      input: token,
      environment,
    });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      healthy: false,
      exitCode: 1,
      findings: [{ cause: 'scope.machine', expected: 'write:products', found: 'read:products' }],
      token: { alg: 'ES384', aud: RESOURCE, client_id: 'demo-reader' },
    });
  });

  it('--ask-issuer sends an opaque token to the issuer and tells what it is', async () => {
    const { code, out } = await doctor([...AUTH, '--ask-issuer'], {
      input: 'F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP',
      environment,
    });
    expect(code).toBe(1);
    expect(out).toContain('token.not-known');
  });
});

describe('rule 33: a token is shown by what may be quoted, and sent to nobody', () => {
  it('no piece of the text stands in the output', async () => {
    const opaque = 'F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP';
    for (const input of [token, opaque, `pat_${opaque}`]) {
      const { out, error } = await doctor(AUTH, { input, environment });
      for (let at = input.startsWith('pat_') ? 4 : 0; at + 8 <= input.length; at += 4) {
        expect(out + error).not.toContain(input.slice(at, at + 8));
      }
    }
  });

  it('no colour code or newline of a token reaches the terminal', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const evil = `${part({ alg: 'ES384', typ: 'at+jwt', kid: '\u001B[31mred\nx\u202E' })}.${part({ iss: 'a\u001B]0;t\u0007' })}.AAAA`;
    const { out } = await doctor(AUTH, { input: evil, environment });
    expect(out).toContain('kid');
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E]/);
  });
});

describe('a secret is never an argument', () => {
  it.each([
    ['eyJhbGciOiJFUzM4NCJ9.e30.AAAA'],
    ['--token', 'abc'],
    ['--client-secret=hunter2'],
    ['can', 'alice', 'read:products', '--password', 'hunter2'],
    ['pat_hunter2'],
    ["curl 'https://a.example' -H 'Authorization: Bearer hunter2'"],
    ['--issuer', 'https://user:hunter2@tenant.logto.app/oidc', '--resource', 'x'],
  ])('%s is refused, and not repeated', async (...parameters) => {
    const { code, out, error } = await doctor(parameters);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^A secret is never an argument/);
    expect(error).not.toMatch(/hunter2|eyJ/);
  });

  it('a word that is no command is not repeated either', async () => {
    const { code, error } = await doctor(['F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP']);
    expect(code).toBe(2);
    expect(error).not.toContain('F4ZI');
  });
});

describe('hostile standard input', () => {
  const judge = (input: string | Uint8Array) => doctor(AUTH, { input, environment });

  it.each([
    ['nothing', '', /Nothing came/],
    ['blanks', ' \n\n', /Nothing came/],
    ['20 MB', 'A'.repeat(20_000_000), /more than 1 MiB/],
    ['bytes that are no text', Uint8Array.from([0xff, 0xc0, 0x00, 0x80]), /no text/],
  ])('%s: exit 2 and one sentence', async (_, input, sentence) => {
    const { code, out, error } = await judge(input);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(sentence);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
  });

  it('UTF-16, as PowerShell pipes it, is read', async () => {
    const { code } = await judge(Buffer.from(`\uFEFF${token}\r\n`, 'utf16le'));
    expect(code).toBe(0);
  });

  it('a JSON answer, quotes and a word are named', async () => {
    const said = async (input: string) => (await judge(input)).out;
    expect(await said(`{"access_token":"${token}"}`)).toContain('token.json');
    expect(await said(`"${token}"`)).toContain('quotes');
    expect(await said('undefined')).toContain('token.word');
  });
});

describe('token-doctor curl', () => {
  it('judges the headers that the browser sent', async () => {
    const input = `curl 'https://api.example.com/products' \\\n  -H 'x-forwarded-authorization: Bearer ${token}' \\\n  --compressed`;
    const { code, out } = await doctor(['curl', ...AUTH], { input, environment });
    expect(code).toBe(1);
    expect(out).toContain('✓ request   GET https://api.example.com\n');
    expect(out).toContain('missing.moved');
  });

  it('accepts a request that is right, in the form for cmd', async () => {
    const input = `curl ^"https://api.example.com/products^" ^\r\n  -H ^"authorization: Bearer ${token}^"`;
    const { code } = await doctor(['curl', ...AUTH, '--scope', 'read:products'], { input, environment });
    expect(code).toBe(0);
  });

  it('exit 2 for what is no cURL line, in words that hold nothing of it', async () => {
    const { code, error } = await doctor(['curl', ...AUTH], { input: token, environment });
    expect({ code, error }).toEqual({
      code: 2,
      error: 'Standard input: this is no cURL line: it does not begin with curl.\n',
    });
  });
});
