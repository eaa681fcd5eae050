// `node tests/starters/lines.mjs`: how many lines a reader adds to each starter until its first 200, for docs/FIRST-200.md.
// Blank lines, comments and lines that only close something are not counted; of a line that is changed, the new form is.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const HERE = new URL('./', import.meta.url);

for (const name of readdirSync(HERE).toSorted()) {
  if (!existsSync(new URL(`${name}/starter.mjs`, HERE))) continue;
  const { default: starter } = await import(new URL(`${name}/starter.mjs`, HERE));
  if (starter.lay === undefined || !existsSync(new URL(`${name}/template`, HERE))) continue;
  const files = layInMemory(name, starter);
  const added = [...files].map(([file, text]) => addedLines(before(name, file), text));
  console.log(
    `| ${name} | ${added.reduce((sum, count) => sum + count, 0)} | ${[...files.keys()].join(', ')} |`,
  );
}

function layInMemory(name, starter) {
  const files = new Map();
  const read = (file) => files.get(file) ?? before(name, file);
  const write = (file, text) => void files.set(file, text);
  starter.lay({ read, write, edit: (file, change) => write(file, change(read(file))) });
  return files;
}

function before(name, file) {
  const path = new URL(`${name}/template/${file}`, HERE);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function addedLines(text, after) {
  const known = new Set(codeOf(text));
  return codeOf(after).filter((line) => !known.has(line)).length;
}

function codeOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//') && !/^[\]})(;,]+$/.test(line));
}
