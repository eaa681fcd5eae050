import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { type KeySet, staticKeys } from '../../src/index.js';
import { key, mint, verifierWith } from '../support/tokens.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('rule 25: who waits for keys holds the token, and not what was parsed of it', async () => {
  const given = staticKeys({ keys: [key.publicJwk] });
  let arrive: (set: KeySet) => void = () => undefined;
  const coming = new Promise<KeySet>((resolve) => {
    arrive = resolve;
  });
  let held: KeySet | undefined;
  const verifier = verifierWith({ keys: { ...given, held: () => held, current: () => held ?? coming } });
  // A header of a few kilobytes can say what takes a hundred of them in memory.
  const token = await mint({}, { header: { x: Array.from({ length: 2000 }, () => ({})) } });

  const parsed: WeakRef<object>[] = [];
  const { parse } = JSON;
  // Not a spy, which would keep what was given.
  JSON.parse = (text: string): unknown => {
    const value = parse(text) as object;
    parsed.push(new WeakRef(value));
    return value;
  };
  const verified = verifier.verify(token);
  JSON.parse = parse;
  await new Promise(setImmediate);
  collect();
  expect(parsed).toHaveLength(1);
  expect(parsed[0]?.deref() === undefined).toBe(true);

  held = await given.current({} as never);
  arrive(held);
  expect((await verified).subject).toBe('user-1');
});
