import { globSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);

/** One TypeScript snippet of a page. */
export interface Snippet {
  /** The name its first line gives (`// auth.ts`), else one by its place. */
  readonly file: string;
  readonly code: string;
}

/** A page of the documentation with its snippets. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly snippets: readonly Snippet[];
}

/** Every page that a reader of the project meets. */
export function readPages(): readonly Page[] {
  const patterns = [
    '*.md',
    'docs/**/*.md',
    'packages/*/*.md',
    'packages/*/docs/**/*.md',
    '{apps,bench,tests}/*/*.md',
  ];
  return globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .filter((path) => !path.endsWith('CHANGELOG.md'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(new URL(path, root), 'utf8');
      return { path, text, snippets: snippetsOf(text) };
    });
}

/** A snippet that imports nothing goes on where the one before it ended, as a reader takes it. */
function snippetsOf(text: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  for (const [, code = ''] of text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
    const name = /^\/\/ ([\w./-]+\.ts)\b/.exec(code)?.[1];
    const before = snippets.at(-1);
    if (name === undefined && before !== undefined && !/^import\b/m.test(code)) {
      snippets.splice(-1, 1, { ...before, code: `${before.code}\n${code}` });
    } else {
      snippets.push({ file: name ?? `snippet-${snippets.length + 1}.ts`, code });
    }
  }
  return snippets;
}

/** The files that a page links to, beside the page. */
export function linksOf({ path, text }: Page): readonly URL[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
    .map((target) => new URL(target.replace(/#.*$/, ''), new URL(path, root)));
}
