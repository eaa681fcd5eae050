import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { config, doctor } from '../support/doctor.js';
import { RESOURCE, startIssuer } from '../support/issuer.js';
import { closedPort, listen, listenSecurely } from '../support/servers.js';

const issuer = await startIssuer();
const environment = { TOKEN_ISSUER: issuer.url };
const at = (url: string) => ['check', '--issuer', url, '--resource', RESOURCE];

/** An issuer of its own making: what it answers under its paths. */
const json = (value: unknown) => JSON.stringify(value);

describe('token-doctor check: a healthy API', () => {
  it.each(['auth', 'parts', 'older', 'prints', 'commonjs/auth'])(
    'exit 0 with %s.ts, and a tick for each thing',
    async (name) => {
      const { code, out } = await doctor(['check', config(name)], { environment });
      expect(code).toBe(0);
      for (const thing of ['settings', 'environment', 'dns', 'connection', 'discovery', 'keys', 'clock']) {
        expect(out).toMatch(new RegExp(`^✓ ${thing} `, 'm'));
      }
    },
  );

  it('what the file prints does not get into the report', async () => {
    const { code, out } = await doctor(['check', config('prints'), '--json'], { environment });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ healthy: true });
  });

  it('looks at a file with several verifiers when told which', async () => {
    const { code, out } = await doctor(['check', config('several')], { environment });
    expect(code).toBe(2);
    expect(out).toContain('settings.several-verifiers');
    expect(out).toContain('one, two');
  });
});

describe('token-doctor check: settings', () => {
  it('names an environment variable that is not set', async () => {
    const { code, out } = await doctor(['check', config('auth')]);
    expect(code).toBe(1);
    expect(out).toContain('settings.unset');
    expect(out).toMatch(/found +"undefined"/);
  });

  it.each([
    ['throws', 1, /settings\.threw[\s\S]*cannot connect to postgres:\/\/db\.internal/],
    ['nothing', 2, /settings\.no-verifier[\s\S]*answer/],
    ['not-there', 2, /settings\.file/],
  ])('%s.ts', async (name, exit, says) => {
    const { code, out } = await doctor(['check', config(name)], { environment });
    expect(code).toBe(exit);
    expect(out).toMatch(says);
    expect(out).not.toMatch(/pass-word|not-to-be-seen/);
  });

  it.each(['.', 'package.json'])('%s is no file that exports a verifier: exit 2', async (file) => {
    const { code, out } = await doctor(['check', file], { environment });
    expect(code).toBe(2);
    expect(out).toContain('settings.file');
  });

  it('a file that ends the process: exit 2, never 0', async () => {
    const { code, error } = await doctor(['check', config('exits')], { environment });
    expect(code).toBe(2);
    expect(error).toContain('ended the process');
  });

  it('an option that is wrong', async () => {
    const { code, out } = await doctor(at('http://auth.example.com/oidc'));
    expect(code).toBe(1);
    expect(out).toContain('settings.option');
    expect(out).toContain('https URL');
  });

  it('exit 2 when nothing is named', async () => {
    expect(await doctor(['check'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('--config') as string,
    });
  });
});

describe('token-doctor check: the network', () => {
  it('a closed port', async () => {
    const { code, out } = await doctor(at(`http://localhost:${await closedPort()}/oidc`));
    expect(code).toBe(1);
    expect(out).toContain('keys.refused');
    expect(out).toMatch(/✗ connection +ECONNREFUSED/);
  });

  it('a certificate that nobody vouches for, with the name of who signed it', async () => {
    const url = await listenSecurely((_, response) => void response.end('{}'));
    const { code, out } = await doctor(at(`${url}/oidc`));
    expect(code).toBe(1);
    expect(out).toContain('✗ keys.certificate\n');
    expect(out).toContain('signed by itself');
    expect(out).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('TLS that is switched off is found although all else works', async () => {
    const { code, out } = await doctor(['check', config('auth')], {
      environment: { ...environment, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    expect(code).toBe(1);
    expect(out).toContain('environment.tls-off');
  });

  it('a web page where a document should be', async () => {
    const url = await listen((_, response) => void response.end('<!doctype html><title>Sign in</title>'));
    const { code, out } = await doctor(at(`${url}/oidc`));
    expect(code).toBe(1);
    expect(out).toContain('keys.web-page');
  });

  it('/oidc that was forgotten: the issuer that is there is named', async () => {
    const { code, out } = await doctor(at(issuer.url.replace('/oidc', '')));
    expect(code).toBe(1);
    expect(out).toContain('✗ keys.path-forgotten\n');
    expect(out).toMatch(
      new RegExp(`expected +${issuer.url}\n +\\^{5}\n +found +${issuer.url.replace('/oidc', '')}\n`),
    );
  });

  it('a clock that is two days off, by the Date of the answer', async () => {
    const days = 172_800_000;
    const url: string = await listen((request, response) => {
      response.setHeader('date', new Date(Date.now() + days).toUTCString());
      const isKeys = request.url === '/oidc/jwks';
      const key = {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      };
      response.end(json(isKeys ? { keys: [key] } : { issuer: `${url}/oidc`, jwks_uri: `${url}/oidc/jwks` }));
    });
    const { code, out } = await doctor(at(`${url}/oidc`));
    expect(code).toBe(1);
    expect(out).toContain('clock.off');
    expect(out).toContain('2 days behind');
  });

  it('a server that never answers: exit 1 within its time-out', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const started = performance.now();
    const { code, out } = await doctor([...at(`http://127.0.0.1:${port}/oidc`), '--timeout', '1']);
    silent.close();
    expect(code).toBe(1);
    expect(out).toContain('keys.timeout');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('a redirect is not followed', async () => {
    let asked = 0;
    const target = await listen((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const url = await listen((_, response) => void response.writeHead(302, { location: target }).end());
    const { code, out } = await doctor(at(`${url}/oidc`));
    expect({ code, asked }).toEqual({ code: 1, asked: 0 });
    expect(out).toContain('keys.redirect');
  });
});

describe('token-doctor check: proxies', () => {
  it('a proxy that Node.js does not use, where there is no direct way', async () => {
    const proxy = await listen((_, response) => void response.end());
    const { code, out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { HTTPS_PROXY: proxy },
    });
    expect(code).toBe(1);
    expect(out).toContain('network.proxy-unused');
    expect(out).toContain('NODE_USE_ENV_PROXY=1');
  });

  it('a proxy that refuses, without its password', async () => {
    const port = await closedPort();
    const { code, out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { HTTPS_PROXY: `http://user:pass-word@127.0.0.1:${port}`, NODE_USE_ENV_PROXY: '1' },
    });
    expect(code).toBe(1);
    expect(out).toContain('network.proxy-refused');
    expect(out).toContain(`http://127.0.0.1:${port}`);
    expect(out).not.toContain('pass-word');
  });

  it('a proxy that wants credentials', async () => {
    const proxy = createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const { code, out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NODE_USE_ENV_PROXY: '1' },
    });
    proxy.close();
    expect(code).toBe(1);
    expect(out).toContain('network.proxy-credentials');
  });

  const used = { NODE_USE_ENV_PROXY: '1' };

  async function answering(line: string): Promise<number> {
    const proxy = createServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 ${line}\r\n\r\n`));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    return (proxy.address() as AddressInfo).port;
  }

  it('a proxy that does not reach the server', async () => {
    const port = await answering('502 Bad Gateway');
    const { code, out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, ...used },
    });
    expect(code).toBe(1);
    expect(out).toContain('✗ network.proxy-no-way\n');
  });

  it('a proxy at an IPv6 address is looked at there', async () => {
    const { out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { HTTPS_PROXY: 'http://[::1]:1', ...used },
    });
    expect(out).not.toContain('DNS does not know');
    expect(out).toMatch(/✗ proxy +HTTPS_PROXY is http:\/\/\[::1\]:1: (?:refused|silent)/);
  });

  it('an exception that Node.js does not read', async () => {
    const port = await answering('403 Forbidden');
    const { code, out } = await doctor(at('https://127.0.0.1:1/oidc'), {
      environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '127.0.0.0/8', ...used },
    });
    expect(code).toBe(1);
    expect(out).toContain('✗ network.proxy-exception (likely)\n  NO_PROXY has 127.0.0.0/8');
    expect(out).toContain('Put the host into NO_PROXY letter by letter: 127.0.0.1');
  });

  it.each([
    [
      'HTTPS_PROXY',
      'socks5://127.0.0.1:1080',
      'network.proxy-kind',
      /socks5:\/\/127\.0\.0\.1:1080[\s\S]*knows\s+http and https/,
    ],
    ['HTTPS_PROXY', 'http://user:pass-word@', 'network.proxy-unreadable', /HTTPS_PROXY holds no\s+address/],
    ['HTTPS_PROXY', '127.0.0.1:1', 'network.proxy-unused', /HTTPS_PROXY=http:\/\/127\.0\.0\.1:1/],
    ['ALL_PROXY', 'http://127.0.0.1:1', 'network.proxy-unused', /HTTPS_PROXY=http:\/\/127\.0\.0\.1:1/],
    ['HTTP_PROXY', 'http://127.0.0.1:1', 'network.proxy-unused', /HTTP_PROXY names the proxy/],
  ])('%s=%s, and no direct way: %s', async (variable, value, cause, says) => {
    const { code, out } = await doctor(at('https://auth.invalid/oidc'), {
      environment: { [variable]: value },
    });
    expect(code).toBe(1);
    expect(out).toContain(`✗ ${cause} (likely)\n`);
    expect(out).toMatch(says);
    expect(out).not.toContain('pass-word');
  });

  it.each(['socks5://127.0.0.1:1', 'http://user:pass-word@', 'http://127.0.0.1:1'])(
    '%s that nobody uses disturbs no healthy API, and is named',
    async (value) => {
      const { code, out } = await doctor(['check', config('auth')], {
        environment: { ...environment, HTTP_PROXY: value },
      });
      expect(code).toBe(0);
      expect(out).toMatch(/^✓ proxy +HTTP_PROXY/m);
      expect(out).not.toContain('pass-word');
    },
  );

  it('a proxy out of a file came too late: nothing is said to be healthy', async () => {
    const port = await answering('403 Forbidden');
    const file = join(await mkdtemp(join(tmpdir(), 'doctor-')), '.env');
    await writeFile(file, `HTTP_PROXY=http://127.0.0.1:${port}\nNODE_USE_ENV_PROXY=1\n`);
    const { code, out } = await doctor(['check', config('auth'), '--env-file', file], { environment });
    expect(code).toBe(2);
    expect(out).toContain('? network.proxy-late\n');
  });

  it('TLS that a file switches off is found', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'doctor-')), '.env');
    await writeFile(file, 'NODE_TLS_REJECT_UNAUTHORIZED=0\n');
    const { code, out } = await doctor(['check', config('auth'), '--env-file', file], { environment });
    expect(code).toBe(1);
    expect(out).toContain('environment.tls-off');
  });
});
