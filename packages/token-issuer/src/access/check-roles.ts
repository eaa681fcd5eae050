import { describe, expectList, expectText, fail, Names } from './expectation.js';
import type { RoleKind } from './model.js';

/** The roles given to a subject: each one is known, of the right kind, and given once. */
export function checkGivenRoles(
  path: string,
  value: unknown,
  kind: RoleKind,
  kinds: ReadonlyMap<string, RoleKind>,
): readonly string[] {
  const names = new Names('a role');
  return expectList(path, value).map((item, index) => {
    const rolePath = `${path}[${index}]`;
    const expected = `a role of kind ${kind} (${namesOf(kind, kinds)})`;
    const name = expectText(rolePath, item, expected);
    const found = kinds.get(name);
    if (found === undefined) fail(rolePath, expected, `the unknown role ${describe(name)}`);
    if (found !== kind) fail(rolePath, expected, `${describe(name)}, which is of kind ${found}`);
    names.add(rolePath, name);
    return name;
  });
}

function namesOf(kind: RoleKind, kinds: ReadonlyMap<string, RoleKind>): string {
  const names = [...kinds].filter(([, candidate]) => candidate === kind).map(([name]) => name);
  return names.join(', ') || 'there is none';
}
