import { expect, it } from 'vitest';
import { run } from '../src/cli/run.js';
import { listen, refuse, right } from './hosts.js';

async function command(...parameters: readonly string[]) {
  let out = '';
  let error = '';
  const code = await run(parameters, {
    out: (text) => (out += text),
    error: (text) => (error += text),
  });
  return { code, out, error };
}

it('ends with 0 when nothing got through', async () => {
  const { code, out } = await command(await listen(right), '--concurrency', '16');
  expect(out).toMatch(/^\d+ requests to http:\/\/127\.0\.0\.1:\d+\/me\n\nNothing got through\.\n$/);
  expect(code).toBe(0);
});

it('ends with 1 when something got through, and says how to mend it', async () => {
  const url = await listen((request, response) => {
    if (request.headers.authorization === undefined) refuse(response);
    else response.writeHead(200).end();
  });
  const { code, out } = await command(url, '--concurrency', '16');
  expect(code).toBe(1);
  expect(out).toContain('GOT THROUGH');
  expect(out).toContain('Fix: Verify with a fixed list of asymmetric algorithms');
});

it('prints JSON', async () => {
  const { code, out } = await command(await listen(right), '--json', '--concurrency', '16');
  expect(JSON.parse(out)).toMatchObject({ left: 0, findings: [] });
  expect(code).toBe(0);
});

it('ends with 2 when it cannot run', async () => {
  await expect(command()).resolves.toMatchObject({ code: 2 });
  await expect(command('http://api.example.com/me')).resolves.toMatchObject({ code: 2 });
  await expect(command('http://127.0.0.1:9/me', '--unknown')).resolves.toMatchObject({ code: 2 });
  const { code, error } = await command('http://127.0.0.1:9/me');
  expect({ code, error }).toStrictEqual({ code: 2, error: 'Nobody answers at http://127.0.0.1:9.\n' });
});

it('says how it is used', async () => {
  const { code, out } = await command('--help');
  expect(code).toBe(0);
  expect(out).toContain('--jwks-uri');
});
