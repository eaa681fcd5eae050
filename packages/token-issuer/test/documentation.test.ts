import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);

async function read(path: string): Promise<string> {
  return readFile(new URL(path, root), 'utf8');
}

describe('docs/logto.md', async () => {
  const rows = (await read('docs/logto.md'))
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^`[\w-]+` \S/.test(cells.at(-2) ?? ''))
    .map((cells) => {
      const [, statement = ''] = cells;
      const [, file = '', title = ''] = /^`([\w-]+)` (.+)$/.exec(cells.at(-2) ?? '') ?? [];
      return [statement, file, title] as const;
    });

  it('has a row for each statement', () => {
    expect(rows.length).toBeGreaterThan(90);
  });

  it('each difference has a reason and a test', async () => {
    const [, section = ''] = (await read('docs/logto.md')).split('## Different on purpose');
    const lines = section.split('\n').filter((line) => /^\| (?!Here|-)/.test(line));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !/^\| .+ \| .+ \| `[\w-]+` .+ \|$/.test(line))).toEqual([]);
  });

  it.each(rows)('“%s” is held by %s: %s', async (_statement, file, title) => {
    expect(await read(`test/${file}.test.ts`)).toContain(title);
  });
});

describe('README.md', () => {
  it('its curl line and its test snippet name clients of the demo’s model', async () => {
    const readme = await read('README.md');
    const { demoAccess } = await import('../src/index.js');
    const known = demoAccess.clients.map((client) =>
      'secret' in client ? `${client.id}:${client.secret}` : client.id,
    );
    const named = [...readme.matchAll(/demo-\w+:demo-[\w-]+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names every option', async () => {
    const readme = await read('README.md');
    const members = [...(await read('src/options.ts')).matchAll(/^ {2}readonly (\w+)\?:/gm)].map(
      ([, name]) => name,
    );
    expect(members.length).toBe(12);
    expect(members.filter((name) => !readme.includes(`| \`${name}\``))).toEqual([]);
  });
});

describe('docs/access-model.md', () => {
  it('names every member of the model', async () => {
    const text = await read('docs/access-model.md');
    const source =
      (await read('src/access/model.ts')).split('/** What {@link AccessModel.customClaims} is told')[0] ?? '';
    const members = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
    expect(members.length).toBeGreaterThan(25);
    expect(members.filter((name) => !new RegExp(`[\`. ]${name}\\b`).test(text))).toEqual([]);
  });
});

describe('docs/management-api.md', () => {
  it('names every path', async () => {
    const text = await read('docs/management-api.md');
    const { routes } = await import('../src/management/routes/index.js');
    const lines = routes.map(({ method, path }) => `${method} ${path}`);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => !isNamed(text, line))).toEqual([]);
  });
});

/** A row of the table names a path once, with all of its methods. */
function isNamed(text: string, line: string): boolean {
  const [method = '', path = ''] = line.split(' ');
  const row = text.split('\n').find((candidate) => candidate.includes(`\`${path}\``));
  return row?.includes(method) === true;
}
