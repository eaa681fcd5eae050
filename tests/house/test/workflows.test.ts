import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).map(
  (path) => [path, readFileSync(new URL(path, root), 'utf8')] as const,
);

describe.each(workflows)('%s', (_path, text) => {
  it('runs scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const files = [...text.matchAll(/(?:run|version|publish): (?:node )?((?:\.ci|scripts)\/\S+)/g)];
    const names = [...text.matchAll(/\bnpm (?:run )?([\w:]+)/g)];
    expect(files.length + names.length).toBeGreaterThan(0);
    expect(files.filter(([, file = '']) => !existsSync(new URL(file, root)))).toStrictEqual([]);
    expect(names.filter(([, name = '']) => !Object.hasOwn(scripts, name))).toStrictEqual([]);
  });

  // GitHub sets CI, and there a test that needs Redis and has none fails. `.ci/run` installs it by itself.
  it('has Redis where it runs the tests', () => {
    const at = text.indexOf('run: npm test');
    if (at !== -1) expect(text.slice(0, at)).toMatch(/apt-get install .*\bredis-server\b/);
  });
});
