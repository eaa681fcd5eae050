import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  dependencies: object;
  peerDependencies?: object;
  exports: object;
};
const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: read(`src/${path}`) }));

/** The text without comments, which may name what the code must not use. */
const codeOf = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

const LOGS = ['adapter/report.ts', 'standing/report.ts'];

describe('the core is neutral', () => {
  it('depends on jose and on nothing else', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['jose']);
    expect(manifest.peerDependencies).toBeUndefined();
  });

  it('imports its own rooms and jose only', () => {
    for (const { path, text } of sources) {
      const imported = [...codeOf(text).matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      );
      const foreign = imported.filter(
        (name) => !name.startsWith('.') && name !== 'jose' && !name.startsWith('jose/'),
      );
      expect([path, foreign]).toEqual([path, []]);
    }
  });

  // The one room that knows Node.js; it asks for it by feature, and imports nothing of it (the test above).
  const neutral = sources.filter(({ path }) => path !== 'token/signature/node.ts');

  it.each([
    ['Node.js', /['"]node:|\bprocess\b|\bBuffer\b|\brequire\(/],
    ['the environment', /\benv\b/],
    ['timers', /\bset(?:Timeout|Interval|Immediate)\b/],
    ['a console', /\bconsole\b/],
  ])('uses no %s', (_what, pattern) => {
    // Where a host or a program gives no log of its own.
    const found = neutral.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path);
    expect(found.filter((path) => !LOGS.includes(path))).toEqual([]);
  });

  it('names no provider outside of the explanations, where their quirks are data', () => {
    const providers = /\b(?:logto(?!:\d)|auth0|keycloak|cognito|entra|supabase)\b/i;
    const decides = sources.filter(({ path }) => !path.startsWith('explain/'));
    expect(decides.filter(({ text }) => providers.test(codeOf(text))).map(({ path }) => path)).toEqual([]);
  });

  it('has explicit barrels, and no other way in', () => {
    for (const entry of [
      'index',
      'given-keys',
      'adapter/index',
      'explain/index',
      'fetch/index',
      'metadata/index',
      'standing/index',
    ])
      expect(read(`src/${entry}.ts`)).not.toContain('export *');
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      './adapter',
      './explain',
      './fetch',
      './given-keys',
      './metadata',
      './standing',
      './package.json',
    ]);
  });
});

/** The rooms that an entry carries: what it imports, but for types, and what that imports. */
function roomsOf(entry: string): ReadonlySet<string> {
  const rooms = new Set<string>();
  const work = [entry];
  for (let path = work.pop(); path !== undefined; path = work.pop()) {
    if (rooms.has(path)) continue;
    rooms.add(path);
    const here = new URL(`src/${path}`, root);
    const statements = codeOf(read(`src/${path}`)).matchAll(
      /^(?:import|export) (?!type\b)[^;]*? from '(\.[^']+)'/gms,
    );
    for (const [, name = ''] of statements) {
      const file = new URL(name.replace(/\.js$/, '.ts'), here).href;
      work.push(file.slice(new URL('src/', root).href.length));
    }
  }
  return rooms;
}

describe('an entry carries nothing that it does not need', () => {
  it('the sentences of explanations stand in explain alone', () => {
    for (const entry of ['index.ts', 'given-keys.ts']) {
      expect([...roomsOf(entry)].filter((path) => path.startsWith('explain/'))).toEqual([]);
    }
  });

  it('what a standing is made of stands in its own entry alone', () => {
    for (const entry of ['index.ts', 'given-keys.ts']) {
      expect([...roomsOf(entry)].filter((path) => path.startsWith('standing/'))).toEqual(['standing/ask.ts']);
    }
  });

  it('what an API publishes stands in metadata alone', () => {
    for (const entry of ['index.ts', 'given-keys.ts']) {
      expect([...roomsOf(entry)].filter((path) => path.startsWith('metadata/'))).toEqual([]);
    }
  });

  it('the main one fetches keys, given-keys does not', () => {
    const remote = (entry: string) => [...roomsOf(entry)].filter((path) => path.startsWith('keys/remote/'));
    expect(remote('index.ts').length).toBeGreaterThan(5);
    expect(remote('given-keys.ts')).toEqual([]);
    expect(roomsOf('given-keys.ts')).toContain('verifier/front.ts');
  });
});

describe.skipIf(!existsSync(new URL('dist/given-keys.js', root)))('the entries are one core', () => {
  it('what both export is the same', async () => {
    const load = (name: string) =>
      import(new URL(`dist/${name}.js`, root).href) as Promise<Record<string, unknown>>;
    const [all, given] = await Promise.all([load('index'), load('given-keys')]);
    const different = Object.keys(given).filter((name) => given[name] !== all[name]);
    // Each entry has its own, which differ in where keys come from when none are given.
    expect(different).toEqual(['createVerifier']);
  });
});
