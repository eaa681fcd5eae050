import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);

/** A file that a README shows: the block whose first line is `// name`. */
export function shownIn(page, name) {
  const text = readFileSync(new URL(page, ROOT), 'utf8');
  const blocks = [...text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  const found = blocks.find((code) => code.split('\n', 1)[0] === `// ${name}`);
  if (found === undefined) throw new Error(`${page} shows no ${name}.`);
  return found;
}
