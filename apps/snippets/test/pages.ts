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
  const patterns = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'packages/*/docs/**/*.md', 'apps/*/*.md'];
  return globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .filter((path) => !path.endsWith('CHANGELOG.md'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(new URL(path, root), 'utf8');
      return { path, text, snippets: snippetsOf(text) };
    });
}

function snippetsOf(text: string): readonly Snippet[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ''], index) => ({
    file: /^\/\/ ([\w./-]+\.ts)\b/.exec(code)?.[1] ?? `snippet-${index + 1}.ts`,
    code,
  }));
}

/** The files that a page links to, beside the page. */
export function linksOf({ path, text }: Page): readonly URL[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
    .map((target) => new URL(target.replace(/#.*$/, ''), new URL(path, root)));
}
