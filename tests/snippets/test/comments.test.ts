import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What an entry of a published package exports: a value or a type, where it is declared, and what is said of it. */
interface Declared {
  /** `<entry>: <name>`, as a failure shows it. */
  readonly title: string;
  readonly name: string;
  readonly comment: string;
  /** From the declaration to its end. */
  readonly text: string;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function* entries(): Generator<readonly [entry: string, barrel: string]> {
  for (const path of globSync('packages/*/package.json', { cwd: root }).toSorted()) {
    const { name, exports } = JSON.parse(read(path)) as {
      readonly name: string;
      readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
    };
    for (const [key, target] of Object.entries(exports)) {
      if (typeof target === 'string') continue;
      const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
      yield [name + key.slice(1), join(dirname(path), source)];
    }
  }
}

/** Names that a file passes on, with the files that they come from; what another package declares is its own. */
function* passedOn(file: string): Generator<readonly [name: string, from: string, source: string]> {
  for (const [, list = '', from = ''] of read(file).matchAll(
    /^export (?:type )?\{([^}]*)\} from '(\.[^']+)';/gm,
  )) {
    const source = normalize(join(dirname(file), from.replace(/\.js$/, '.ts')));
    for (const part of list.split(',').filter((each) => each.trim() !== '')) {
      const [declared = '', name = declared] = part
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      yield [name, declared, source];
    }
  }
}

function* exportsOf(entry: string, file: string): Generator<Declared> {
  for (const [name, declared, source] of passedOn(file)) {
    if (!existsSync(join(root, source))) continue;
    const further = [...passedOn(source)].find(([other]) => other === declared);
    yield declarationOf(`${entry}: ${name}`, further?.[1] ?? declared, further?.[2] ?? source);
  }
  for (const [, name = ''] of read(file).matchAll(
    /^export (?:async )?(?:function|class|const|interface|type) (\w+)/gm,
  ))
    yield declarationOf(`${entry}: ${name}`, name, file);
}

function declarationOf(title: string, name: string, file: string): Declared {
  const text = read(file);
  const found = new RegExp(
    `^(?:@\\w+.*\\n)*export (?:abstract |async )*(?:function|class|const|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  if (found === null) throw new Error(`${title}: ${file} declares no ${name}`);
  const before = text
    .slice(0, found.index)
    .replace(/(?:^\/\/.*\n)+$/m, '')
    .trimEnd();
  const rest = text.slice(found.index);
  return {
    title,
    name,
    comment: before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '',
    text: rest.slice(0, /^[})][^\n]*$/m.exec(rest)?.index ?? rest.length),
  };
}

const exported = [...entries()].flatMap(([entry, barrel]) => [...exportsOf(entry, barrel)]);

/** The optional members of options, each with its comment. */
function optionsOf({ text }: Declared): readonly (readonly [name: string, comment: string])[] {
  return [...text.matchAll(/(\/\*\*(?:(?!\*\/)[^])*\*\/)?\n {2}readonly (\w+)\?:/g)].map(
    ([, comment = '', name = '']) => [name, comment],
  );
}

describe('the comments of what is published', () => {
  it('every export has one', () => {
    expect(exported.length).toBeGreaterThan(350);
    expect(exported.filter(({ comment }) => comment === '').map(({ title }) => title)).toStrictEqual([]);
  });

  it('a function that throws by itself says what', () => {
    const throwing = exported.filter(
      ({ text }) => /^export (?:async )?function/.test(text) && /\bthrow new TypeError\b|\bfail\(/.test(text),
    );
    expect(throwing.length).toBeGreaterThan(10);
    expect(
      throwing.filter(({ comment }) => !comment.includes('@throws')).map(({ title }) => title),
    ).toStrictEqual([]);
  });

  it('an option says what holds without it', () => {
    const options = exported.filter(
      ({ name }) => /(?:Options|Overrides)$/.test(name) && name !== 'CorpusOptions',
    );
    expect(options.length).toBeGreaterThan(20);
    const silent = options.flatMap((item) =>
      optionsOf(item).flatMap(([name, comment]) =>
        /default|without it|`undefined`|not there/i.test(comment) ? [] : [`${item.title}.${name}`],
      ),
    );
    expect(silent).toStrictEqual([]);
  });
});
