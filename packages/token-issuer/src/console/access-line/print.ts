/** Stands in a list or an object for the members that are not shown; printed as a comment. */
export const REST: unique symbol = Symbol('the rest');

/** What is no secret, in the place of one. */
const HIDDEN = '…';

/** More of it on one line is not read. */
const LONGEST_LINE = 96;
// ECMAScript §12.7: what may stand before a colon without quotes. `__proto__` there would set the prototype.
const PLAIN_NAME = /^(?!__proto__$)[A-Za-z_$][\w$]*$/;
const SECRETS: ReadonlySet<string> = new Set(['password', 'secret', 'token', 'value']);

/** How it is printed. */
export interface PrintOptions {
  /** Whether passwords and secrets are printed as they are. Default false: something that is none stands there. */
  readonly secrets?: boolean;
}

/**
 * Plain data as a TypeScript literal in this project's own style.
 *
 * @param indent - Blanks before its second and later lines.
 */
export function printLiteral(value: unknown, options: PrintOptions = {}, indent = 0): string {
  const line = onOneLine(value, options);
  if (line.length + indent <= LONGEST_LINE) return line;
  if (Array.isArray(value)) return lines('[', (value as readonly unknown[]).map(printItem), ']', indent);
  if (typeof value === 'object' && value !== null) {
    const members = entriesOf(value).map(
      ([name, member]) => `${printName(name)}${print(name, member, options, indent + 2)}`,
    );
    return lines('{', withRest(value, members), '}', indent);
  }
  return line;

  function printItem(item: unknown): string {
    return item === REST ? REST_COMMENT : printLiteral(item, options, indent + 2);
  }
}

const REST_COMMENT = '/* … */';

function lines(open: string, members: readonly string[], close: string, indent: number): string {
  const blanks = ' '.repeat(indent + 2);
  const printed = members.map((member) => `${blanks}${member}${member === REST_COMMENT ? '' : ','}\n`);
  return `${open}\n${printed.join('')}${' '.repeat(indent)}${close}`;
}

function onOneLine(value: unknown, options: PrintOptions): string {
  if (typeof value === 'string') return printText(value);
  if (Array.isArray(value)) {
    return `[${joined((value as readonly unknown[]).map((item) => (item === REST ? REST_COMMENT : onOneLine(item, options))))}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const members = entriesOf(value).map(([name, member]) => {
    const printed = isHidden(name, member, options) ? printText(HIDDEN) : onOneLine(member, options);
    return `${printName(name)}: ${printed}`;
  });
  const all = withRest(value, members);
  return all.length === 0 ? '{}' : `{ ${joined(all)} }`;
}

/** A comment takes no comma after it. */
function joined(parts: readonly string[]): string {
  return parts
    .map((part, index) => (part === REST_COMMENT || index === parts.length - 1 ? part : `${part},`))
    .join(' ');
}

function print(name: string, member: unknown, options: PrintOptions, indent: number): string {
  const printed = isHidden(name, member, options) ? printText(HIDDEN) : printLiteral(member, options, indent);
  return `: ${printed}`;
}

function isHidden(name: string, member: unknown, { secrets = false }: PrintOptions): boolean {
  return !secrets && typeof member === 'string' && SECRETS.has(name);
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

function withRest(value: object, members: readonly string[]): readonly string[] {
  return Object.hasOwn(value, REST) ? [...members, REST_COMMENT] : members;
}

function printName(name: string): string {
  if (name === '__proto__') return `['__proto__']`;
  return PLAIN_NAME.test(name) ? name : printText(name);
}

/** Single quotes, as prettier has it here. What is not seen on a line is escaped. */
function printText(text: string): string {
  const escaped = text.replaceAll(/[\\'\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    character === "'" || character === '\\' ? `\\${character}` : unicodeEscape(character),
  );
  return `'${escaped}'`;
}

function unicodeEscape(character: string): string {
  if (character === '\n') return String.raw`\n`;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
