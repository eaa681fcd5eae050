import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { attack, AttackImpossible } from '../src/index.js';
import { run } from '../src/cli/run.js';
import { CERTIFICATE_FILE, issuer, listenSecurely, peek, right, tokenOf } from './hosts.js';

const ca = readFileSync(CERTIFICATE_FILE, 'utf8');
const silent = { out: () => undefined, error: () => undefined };
const command = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

describe('attack over https', () => {
  it('finds nothing on a host that is right, and tries as much as over http', async () => {
    const report = await attack(await listenSecurely(right), {
      issuer: issuer.issuer,
      resource: issuer.resource,
      keys: issuer.jwks(),
      token: await issuer.mint(),
      concurrency: 16,
      ca,
    });
    expect(report.findings).toStrictEqual([]);
    expect(report.left).toBe(0);
    expect(report.sent).toBeGreaterThan(350);
  });

  it('notices what gets through', async () => {
    const url = await listenSecurely((request, response) => {
      if (peek(tokenOf(request), 0)['alg'] === 'none') response.writeHead(200).end();
      else return right(request, response);
    });
    const { findings } = await attack(url, { concurrency: 16, ca });
    expect(findings.map(({ title }) => title)).toContain('alg none and an empty signature');
  });

  it('fetches the key set with the same trust', async () => {
    const keys = await listenSecurely((_, response) => void response.end(JSON.stringify(issuer.jwks())));
    const url = await listenSecurely(right);
    const options = { keys, maxRequests: 20 };
    await expect(attack(url, { ...options, ca })).resolves.toMatchObject({ sent: 20, findings: [] });
    await expect(attack(url, options)).rejects.toBeInstanceOf(AttackImpossible);
  });

  it('begins nothing with a host that nobody vouches for, and says what to do', async () => {
    const url = await listenSecurely(right);
    await expect(attack(url)).rejects.toBeInstanceOf(AttackImpossible);
    await expect(attack(url)).rejects.toThrow(/certificate of https:.* not trusted .*--ca-file/);
  });

  it('begins nothing with a host whose certificate is for another name', async () => {
    const url = (await listenSecurely(right)).replace('localhost', '127.0.0.1');
    await expect(attack(url, { ca })).rejects.toThrow(/certificate of https:.* not trusted .*127\.0\.0\.1/);
  });

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'refuses a ca that is none',
    async (text) => {
      await expect(attack('https://127.0.0.1:9/', { ca: text })).rejects.toThrow(/^ca: expected/);
    },
  );
});

describe('token-attack over https', () => {
  it('takes the certificate from a file', async () => {
    const url = await listenSecurely(right);
    await expect(run([url, '--ca-file', CERTIFICATE_FILE], silent)).resolves.toBe(0);
    await expect(run([url], silent)).resolves.toBe(2);
  });

  it('takes the certificate from where Node.js is told of it', async () => {
    const url = await listenSecurely(right);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE };
    const code = await new Promise((resolve) => {
      const child = execFile(process.execPath, [command, url], { env });
      child.once('exit', resolve);
    });
    expect(code).toBe(0);
  });
});
