import { expect, it } from 'vitest';
import { toLine } from '../../src/cause.js';

it.each([
  ['https://user:password@issuer.test/jwks?key=1\nfailed', 'https://issuer.test/jwks failed'],
  ['//user@host/path', '//host/path'],
  ['user:password@host', 'host'],
  ['(user:password@host)', '(host)'],
  ['"a":"user:pass:word@host"', '"a":"host"'],
  ['a::b@c', 'c'],
  ['mail@host', 'mail@host'],
  ['user:@host', 'user:@host'],
  ['one:two three:four@host', 'one:two host'],
  ['a:b@c:d@host', 'host'],
  ['//host/path#part and //other?q', '//host/path and //other'],
  ['what? //host/', 'what? //host/'],
  ['a?b//c?d', 'a?b//c'],
  ['//host/a b?secret', '//host/a b'],
  ['//host/a \n#secret b?secret', '//host/a b'],
  ["see 'http://host/?secret' twice", "see 'http://host/' twice"],
])('rule 33: no user and no query of an address in a line: %j', (text, line) => {
  expect(toLine(text)).toBe(line);
});

// A pattern that begins anew at each character takes minutes here, and the test its time limit.
it.each([
  ['a'.repeat(400_000)],
  [':'.repeat(400_000)],
  ['a:'.repeat(200_000)],
  [`${'a:'.repeat(200_000)}/@`],
  ['/'.repeat(400_000)],
  ['//a'.repeat(130_000)],
  ['@'.repeat(400_000)],
  ['a('.repeat(200_000)],
  [`${'('.repeat(200_000)}${'x'.repeat(199_999)}@`],
  ['\n '.repeat(200_000)],
  [`//${'? '.repeat(200_000)}`],
  ['? '.repeat(200_000)],
])('rule 33: a line is made in time that grows with the text, not with its square', (text) => {
  expect(toLine(text, 100_000).length).toBeLessThanOrEqual(100_000);
});
