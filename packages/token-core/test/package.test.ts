import { readdirSync, readFileSync } from 'node:fs';
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

  it.each([
    ['Node.js', /['"]node:|\bprocess\b|\bBuffer\b|\brequire\(/],
    ['the environment', /\benv\b/],
    ['timers', /\bset(?:Timeout|Interval|Immediate)\b/],
    ['a console', /\bconsole\b/],
    ['Logto, in code', /from '.*logto|LOGTO/],
  ])('uses no %s', (_what, pattern) => {
    expect(sources.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path)).toEqual([]);
  });

  it('has explicit barrels, and no way in but them', () => {
    for (const barrel of ['src/index.ts', 'src/explain/index.ts'])
      expect(read(barrel)).not.toContain('export *');
    expect(Object.keys(manifest.exports)).toEqual(['.', './explain', './package.json']);
  });
});
