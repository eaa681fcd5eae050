import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What an entry of a published package exports, with how it is shown. */
export interface PublicValue {
  readonly name: string;
  /** What a user writes behind `from`. */
  readonly entry: string;
  /** Constants and classes may show how they are used; functions have to. */
  readonly isFunction: boolean;
  /** The code of every `@example` of its comment. */
  readonly examples: readonly string[];
}

/** A name that an entry exports, and the file that declares it. */
interface Exported {
  readonly name: string;
  readonly entry: string;
  readonly declared: string;
  readonly file: string;
}

/** Every value that an entry of a published package exports, functions and others. */
export const exported: readonly Exported[] = entries().flatMap(({ entry, file }) => exportsOf(entry, file));

/** The same, each once, with the examples of their comments. */
export const documented: readonly PublicValue[] = exported.flatMap((item, index) => {
  const { name, entry, declared, file } = item;
  const first = exported.findIndex((other) => other.file === file && other.declared === declared);
  if (first !== index) return [];
  const text = read(file);
  const found = [...text.matchAll(declarationOf(declared))];
  if (found.length === 0) return [];
  const isFunction = found.some(([line]) => /\bfunction\b|=>|\($/.test(line));
  return [
    {
      name,
      entry,
      isFunction,
      examples: found.flatMap(({ index }) => examplesIn(commentBefore(text, index))),
    },
  ];
});

/** The entries of every published package, with their sources. */
function entries(): readonly { readonly entry: string; readonly file: string }[] {
  return globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .flatMap((path) => {
      const { name, exports } = JSON.parse(read(path)) as {
        readonly name: string;
        readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
      };
      return Object.entries(exports).flatMap(([key, target]) => {
        if (typeof target === 'string') return [];
        const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
        return [{ entry: name + key.slice(1), file: join(dirname(path), source) }];
      });
    });
}

/** Barrels name what they export, and each name leads to one file. */
function exportsOf(entry: string, barrel: string): readonly Exported[] {
  const text = read(barrel);
  const lists = [...text.matchAll(/^export \{([^}]*)\}(?: from '([^']+)')?;/gms)];
  const named = lists.flatMap(([, list = '', from]) =>
    list.split(',').flatMap((part) => {
      const [declared = '', name = declared] = part.trim().split(' as ');
      if (declared === '' || declared.startsWith('type ')) return [];
      // What another package declares, its own entry shows.
      if (from !== undefined && !from.startsWith('.')) return [];
      const file = from === undefined ? barrel : placeOf(barrel, from, declared);
      return file === undefined ? [] : [{ name, entry, declared, file }];
    }),
  );
  const own = [...text.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)];
  return [...named, ...own.map(([, name = '']) => ({ name, entry, declared: name, file: barrel }))];
}

/** The file that declares a name, through the barrels on the way. */
function placeOf(from: string, specifier: string, name: string): string | undefined {
  const file = normalize(join(dirname(from), specifier.replace(/\.js$/, '.ts')));
  if (!existsSync(join(root, file))) return undefined;
  const passedOn = new RegExp(`export \\{[^}]*\\b${name}\\b[^}]*\\} from '(\\.[^']+)'`).exec(read(file));
  return passedOn?.[1] === undefined ? file : placeOf(file, passedOn[1], name);
}

function declarationOf(name: string): RegExp {
  return new RegExp(
    String.raw`^export (?:async )?(?:function ${name}\b|class ${name}\b|const ${name}\b(?:: [^=;]+)? = (?:async )?(?:\(|function\b|\w+ =>)?|const ${name}\b)`,
    'gm',
  );
}

function commentBefore(text: string, index: number): string {
  // Lint may have been told something in between.
  const before = text
    .slice(0, index)
    .replace(/(?:^\/\/.*\n|^@[^\n]*\n)+$/m, '')
    .trimEnd();
  return before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
}

function examplesIn(comment: string): readonly string[] {
  const lines = comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^ *\* ?/, ''));
  const examples: string[][] = [];
  let current: string[] | undefined;
  for (const line of lines) {
    if (/^@(?:example|param|returns|throws|typeParam|see)\b/.test(line)) {
      current = line.startsWith('@example') ? [] : undefined;
      if (current !== undefined) examples.push(current);
    } else current?.push(line);
  }
  return examples.map((code) =>
    code
      .filter((line) => !line.startsWith('```'))
      .join('\n')
      .trim(),
  );
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
