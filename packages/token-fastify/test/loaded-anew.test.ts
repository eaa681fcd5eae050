import Fastify from 'fastify';
import { channel } from 'node:diagnostics_channel';
import { expect, it, onTestFinished, vi } from 'vitest';
import { verifier } from './setup.js';

const load = async () => {
  vi.resetModules();
  return import('../src/index.js');
};
const demanding = { config: { token: { scopes: ['read:products'] } } };

it('rule 31: a module that is loaded anew takes the place of the copy before, and apps of both are checked', async () => {
  const first = await load();
  const listeners = () => Reflect.get(channel('fastify.initialization'), '_subscribers') as unknown[];
  const before = listeners().length;
  const second = await load();
  expect(second.tokenPlugin).not.toBe(first.tokenPlugin);
  expect(listeners()).toHaveLength(before);

  for (const { tokenPlugin } of [first, second]) {
    const app = Fastify();
    onTestFinished(() => app.close());
    app.get('/beside', demanding, () => 'open');
    void app.register(async (inner) => {
      await inner.register(tokenPlugin, { verifier });
      inner.get('/within', demanding, () => 'closed');
    });
    await expect(app.ready()).rejects.toThrow('GET /beside: config.token demands something');
  }
});
